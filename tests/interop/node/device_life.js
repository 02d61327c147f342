// A device with the Azure Node SDK that does what its standard input says and prints what happens
// to it, both one JSON per line. It answers the method "echo", and completes the messages it gets,
// but abandons each "again" once and rejects "no".
// Usage: device_life.js amqp|amqp-ws CONNECTION_STRING CA_FILE [CERTIFICATE_FILE KEY_FILE]
'use strict';
const fs = require('fs');
const readline = require('readline');
const { Client, Message } = require('azure-iot-device');
const { Amqp, AmqpWs } = require('azure-iot-device-amqp');

const [transport, connectionString, caFile, certificateFile, keyFile] = process.argv.slice(2);
const read = (file) => fs.readFileSync(file, 'utf8');
const print = (event, what) => console.log(JSON.stringify({ event, ...what }));

const client = Client.fromConnectionString(connectionString, transport === 'amqp' ? Amqp : AmqpWs);
let twin = null;

const commands = {
  async open({ renewal }) {
    const options = { ca: read(caFile) };
    if (certificateFile) Object.assign(options, { cert: read(certificateFile), key: read(keyFile) });
    if (renewal) options.tokenRenewal = renewal;
    await client.setOptions(options);
    await client.open();
    client.on('disconnect', () => print('disconnect'));
  },
  async send({ body, properties }) {
    const message = new Message(body);
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    message.messageId = 'id-1';
    for (const [key, value] of Object.entries(properties || {})) message.properties.add(key, value);
    await client.sendEvent(message);
  },
  async listen() {
    client.onDeviceMethod('echo', (request, response) => {
      response.send(201, { got: request.payload }).catch((error) => print('error', { error }));
    });
    const abandoned = new Set();
    client.on('message', async (message) => {
      const body = message.getData().toString();
      print('message', { body, id: message.messageId,
                         properties: message.properties.propertyList });
      if (body === 'no') return client.reject(message);
      if (body === 'again' && !abandoned.has(message.messageId)) {
        abandoned.add(message.messageId);
        return client.abandon(message);
      }
      return client.complete(message);
    });
  },
  async twin() {
    twin = await client.getTwin();
    twin.on('properties.desired', (desired) => print('desired', { desired }));
    return { desired: twin.properties.desired, reported: twin.properties.reported };
  },
  async report({ patch }) {
    await new Promise((resolve, reject) => {
      twin.properties.reported.update(patch, (error) => (error ? reject(error) : resolve()));
    });
  },
  async close() {
    await client.close();
    process.exit(0);
  },
};

client.on('error', (error) => print('error', { error: error.name, message: error.message }));
readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const command = JSON.parse(line);
  try {
    print(command.do, { result: await commands[command.do](command) });
  } catch (error) {
    print(command.do, { error: error.name, message: error.message });
  }
});
