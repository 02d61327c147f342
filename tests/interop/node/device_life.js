// A device with the Azure Node SDK that does what it is told: one JSON command a line on stdin, one
// JSON line on stdout for each answer and for everything that happens to the device.
// Usage: device_life.js amqp|amqp-ws CONNECTION_STRING_FILE CA_FILE [PROXY_URL]
'use strict';
const fs = require('fs');
const readline = require('readline');
const { Client, ModuleClient, Message, SharedAccessKeyAuthenticationProvider,
  X509AuthenticationProvider } = require('azure-iot-device');
const { Amqp, AmqpWs } = require('azure-iot-device-amqp');

const [transportName, connectionStringFile, caFile, proxy] = process.argv.slice(2);
const transport = transportName === 'amqp' ? Amqp : AmqpWs;
let client, twin;

const say = (line) => console.log(JSON.stringify(line));

function provider(tokenSeconds, certificate) {
  const text = fs.readFileSync(connectionStringFile, 'utf8').trim();
  if (!certificate) {
    // Renewed when half of its time has passed.
    return SharedAccessKeyAuthenticationProvider.fromConnectionString(
      text, tokenSeconds, Math.floor(tokenSeconds / 2));
  }
  const fields = Object.fromEntries(text.split(';').map((part) => part.split(/=(.*)/s)));
  return new X509AuthenticationProvider(
    { host: fields.HostName, deviceId: fields.DeviceId, x509: certificate });
}

function listen() {
  client.on('connect', () => say({ event: 'connect' }));
  client.on('disconnect', () => say({ event: 'disconnect' }));
  client.on('error', (error) => say({ event: 'error', error: error.name }));
}

const commands = {
  async open({ tokenSeconds = 3600, certificateFile, keyFile }) {
    const certificate = certificateFile &&
      { cert: fs.readFileSync(certificateFile, 'utf8'), key: fs.readFileSync(keyFile, 'utf8') };
    const isModule = /ModuleId=/.test(fs.readFileSync(connectionStringFile, 'utf8'));
    client = (isModule ? ModuleClient : Client).fromAuthenticationProvider(
      provider(tokenSeconds, certificate), transport);
    const options = { ca: fs.readFileSync(caFile, 'utf8') };
    if (proxy) {
      const HttpsProxyAgent = require('https-proxy-agent');
      options.amqp = { webSocketAgent: new HttpsProxyAgent(proxy) };
    }
    listen();
    await client.setOptions({ ...options, ...certificate });
    await client.open();
  },
  async send({ body, properties = {}, id }) {
    const message = new Message(body);
    message.messageId = id;
    for (const [name, value] of Object.entries(properties)) message.properties.add(name, value);
    await client.sendEvent(message);
  },
  async receive({ settle = 'complete' }) {
    client.on('message', (message) => {
      const properties = message.properties.propertyList.map((each) => [each.key, each.value]);
      say({ event: 'message', id: message.messageId, body: message.getData().toString(),
        properties: Object.fromEntries(properties) });
      client[settle](message).catch((error) => say({ event: 'error', error: error.name }));
    });
  },
  async method({ name, status, payload }) {
    client.onDeviceMethod(name, (request, response) => {
      say({ event: 'method', name: request.methodName, payload: request.payload });
      response.send(status, payload);
    });
  },
  async twin() {
    twin = await client.getTwin();
    twin.on('properties.desired', (patch) => say({ event: 'desired', patch }));
    return { desired: twin.properties.desired, reported: twin.properties.reported };
  },
  async report({ patch }) {
    await new Promise((resolve, reject) =>
      twin.properties.reported.update(patch, (error) => (error ? reject(error) : resolve())));
  },
  async close() {
    await client.close();
  },
};

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { do: name, ...more } = JSON.parse(line);
  try {
    const result = await commands[name](more);
    say({ done: name, ...(result && { result }) });
  } catch (error) {
    say({ done: name, error: error.name, message: error.message });
  }
});
lines.on('close', () => process.exit(0));
