// A device with the Azure Node SDK: opens, sends one message, prints what happened as JSON.
// Usage: device.js amqp|amqp-ws CONNECTION_STRING_FILE CA_FILE [PROXY_URL]
'use strict';
const fs = require('fs');
const { Client, Message } = require('azure-iot-device');
const { NoRetry } = require('azure-iot-common');
const { Amqp, AmqpWs } = require('azure-iot-device-amqp');

const [transport, connectionStringFile, caFile, proxy] = process.argv.slice(2);

async function main() {
  const connectionString = fs.readFileSync(connectionStringFile, 'utf8').trim();
  const client = Client.fromConnectionString(connectionString, transport === 'amqp' ? Amqp : AmqpWs);
  const options = { ca: fs.readFileSync(caFile, 'utf8') };
  if (proxy) {
    const { HttpsProxyAgent } = require('https-proxy-agent');
    options.amqp = { webSocketAgent: new (HttpsProxyAgent || require('https-proxy-agent'))(proxy) };
  }
  await client.setOptions(options);
  client.setRetryPolicy(new NoRetry());
  await client.open();
  await client.sendEvent(new Message(JSON.stringify({ temperature: 21.5 })));
  await client.close();
  return { opened: true, sent: true };
}

main()
  .catch((error) => ({ opened: false, error: error.name, message: error.message }))
  .then((result) => {
    console.log(JSON.stringify(result));
    process.exit(result.opened ? 0 : 1);
  });
