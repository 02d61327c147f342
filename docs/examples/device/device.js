const { Client, Message } = require('azure-iot-device'), { Amqp } = require('azure-iot-device-amqp'), fs = require('fs');
const device = Client.fromConnectionString(fs.readFileSync('hub-state/connection-string.txt', 'utf8').trim(), Amqp);
device.setOptions({ ca: fs.readFileSync('hub-state/ca.pem', 'utf8') })
  .then(() => device.sendEvent(new Message('{"temperature": 21.5}')))
  .then(() => console.log('the hub has it'))
  .then(() => device.close());
