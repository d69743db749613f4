'use strict';
// Preloaded into Harper's server: one of its listeners takes a free port of all addresses and another opens a debugger,
// neither of which can be configured away. All that listens here listens on 127.0.0.1.
const inspector = require('node:inspector');
const net = require('node:net');

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function loopback(options, ...rest) {
  const anywhere = options && typeof options === 'object' && options.port !== undefined;
  return listen.call(this, anywhere ? { ...options, host: '127.0.0.1' } : options, ...rest);
};
inspector.open = () => {};
