// A device with the Azure Node SDK: opens, sends one message, prints what happened as JSON.
// Usage: device.js amqp|amqp-ws CONNECTION_STRING_FILE CA_FILE [PROXY_URL]
// With NUMBERS="1 2 4" in the environment it sends a message with each of these numbers, again by a
// new connection where one ends before the hub has taken it.
'use strict';
const fs = require('fs');
const { Client, Message } = require('azure-iot-device');
const { NoRetry } = require('azure-iot-common');
const { Amqp, AmqpWs } = require('azure-iot-device-amqp');

const [transport, connectionStringFile, caFile, proxy] = process.argv.slice(2);

async function connected() {
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
  return client;
}

async function sendNumbered(client, number) {
  const message = new Message(JSON.stringify({ temperature: 21.5 }));
  message.properties.add('sequenceNumber', number);
  const gone = new Promise((_, reject) => client.once('disconnect', reject));
  await Promise.race([client.sendEvent(message), gone]);
}

async function sendAll(numbers) {
  let client = await connected();
  for (const number of numbers) {
    for (;;) {
      try {
        await sendNumbered(client, number);
        break;
      } catch (error) {
        client = await connected();
      }
    }
  }
  return client;
}

async function main() {
  const numbers = process.env.NUMBERS ? process.env.NUMBERS.split(' ') : [];
  const client = numbers.length > 0 ? await sendAll(numbers) : await connected();
  if (numbers.length === 0) {
    await client.sendEvent(new Message(JSON.stringify({ temperature: 21.5 })));
  }
  await client.close();
  return { opened: true, sent: true };
}

main()
  .catch((error) => ({ opened: false, error: error.name, message: error.message }))
  .then((result) => {
    console.log(JSON.stringify(result));
    process.exit(result.opened ? 0 : 1);
  });
