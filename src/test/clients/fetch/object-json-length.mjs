import { openAsBlob } from 'node:fs';

const { SLIPWAY_URL, SLIPWAY_PASSWORD } = process.env;
const authorization = `Basic ${Buffer.from(`admin:${SLIPWAY_PASSWORD}`).toString('base64')}`;
const operation = JSON.stringify({ operation: 'deploy_component', project: 'shop' });
const form = new FormData();
form.set('operation', new Blob([operation], { type: 'application/json' }));
form.set('payload', await openAsBlob('site.tar.gz'), 'site.tar.gz');

const answer = await fetch(`${SLIPWAY_URL}/`, { method: 'POST', headers: { authorization }, body: form });
console.log(answer.status, await answer.text());
if (!answer.ok) process.exit(1);
