// Decodes AMQP frames with rhea: one in hexadecimal per line of standard input, one JSON line each.
'use strict';
const fs = require('fs');
const frames = require('rhea/lib/frames.js');

for (const line of fs.readFileSync(0, 'utf8').trim().split('\n')) {
  const bytes = Buffer.from(line, 'hex');
  const frame = frames.read_frame(bytes);
  const fields = {};
  for (const name of ['container_id', 'hostname', 'max_frame_size', 'channel_max', 'idle_time_out',
    'remote_channel', 'next_outgoing_id', 'incoming_window', 'outgoing_window', 'handle_max',
    'name', 'handle', 'role', 'snd_settle_mode', 'source', 'next_incoming_id', 'link_credit',
    'delivery_id', 'settled', 'closed']) {
    const value = frame.performative[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  const error = frame.performative.error;
  console.log(JSON.stringify({
    whole: frame.size === bytes.length,
    channel: frame.channel,
    fields,
    error: error ? [error.condition, error.description] : undefined,
    payload: frame.payload ? frame.payload.toString('hex') : undefined,
  }));
}
