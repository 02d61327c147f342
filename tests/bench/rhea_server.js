// A plain AMQP 1.0 server on rhea that accepts every message: what hub.py compares the hub with.
// node rhea_server.js PORT KEY_FILE CERTIFICATE_FILE; NODE_PATH names the folder with rhea.
const fs = require('fs');
const container = require('rhea').create_container();

const [port, key, certificate] = process.argv.slice(2);
let received = 0;
// Else its ATTACH has no target, which says that the link is refused.
container.on('receiver_open', ({ receiver }) => receiver.set_target(receiver.target));
container.on('message', () => { received += 1; });
for (const event of ['connection_error', 'disconnected', 'error']) container.on(event, () => {});
container.listen({
  host: '127.0.0.1', port: Number(port), transport: 'tls',
  key: fs.readFileSync(key), cert: fs.readFileSync(certificate),
}).on('listening', () => console.log('listening'));
process.on('SIGTERM', () => { console.log(received); process.exit(0); });
