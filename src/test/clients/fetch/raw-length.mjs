import { openAsBlob } from 'node:fs';

const { SLIPWAY_URL, SLIPWAY_PASSWORD } = process.env;
const authorization = `Basic ${Buffer.from(`admin:${SLIPWAY_PASSWORD}`).toString('base64')}`;

const answer = await fetch(`${SLIPWAY_URL}/components/shop`, {
  method: 'PUT', headers: { authorization }, body: await openAsBlob('site.tar.gz'),
});
console.log(answer.status, await answer.text());
if (!answer.ok) process.exit(1);
