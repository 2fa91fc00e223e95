// A tour of a mailbox by Google's official client, as it comes: node tour.mjs ROOT_URL ACCESS_TOKEN. Prints what it saw as JSON, in which each
// id is replaced by the order of its first appearance, so that two tours of equal mailboxes print the same.
import { auth, gmail as createGmail } from '@googleapis/gmail';

const [rootUrl, accessToken] = process.argv.slice(2);
const client = new auth.OAuth2();
client.setCredentials({ access_token: accessToken });
// The root URL goes with each call: given to the whole client, the library keeps no more of it than the host.
const atRoot = resource => new Proxy(resource, {
  get: (target, name) => typeof target[name] === 'function' ? parameters => target[name](parameters, { rootUrl, retry: false }) : atRoot(target[name]),
});
const users = atRoot(createGmail({ version: 'v1', auth: client }).users);
const me = { userId: 'me' };
const seen = {};

const attachment = Buffer.from('Qui, où, quand? '.repeat(4000));
const mail = (to, subject, extra = '') => [
  `To: ${to}`, `Subject: ${subject}`, extra, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="m"', '',
  '--m', 'Content-Type: text/plain; charset=utf-8', '', 'With the tour\'s regards', '',
  '--m', 'Content-Type: application/octet-stream; name="tour.bin"', 'Content-Disposition: attachment; filename="tour.bin"',
  'Content-Transfer-Encoding: base64', '', attachment.toString('base64').replace(/.{76}/g, '$&\r\n'), '--m--', '',
].filter((line, index) => line !== '' || index > 2).join('\r\n');

async function step(name, work) {
  try {
    seen[name] = await work();
  } catch (e) {
    seen[name] = { status: e.status ?? e.code, reason: e.response?.data?.error?.errors?.[0]?.reason ?? e.message };
  }
}

async function all(list, key, parameters) {
  const items = [];
  let pageToken;
  do {
    const { data } = await list({ ...me, ...parameters, pageToken });
    items.push(...(data[key] ?? []));
    pageToken = data.nextPageToken;
  } while (pageToken);
  return items;
}

const profile = (await users.getProfile(me)).data;
const address = profile.emailAddress;
const startHistoryId = profile.historyId;
await step('profile', async () => ({ messages: profile.messagesTotal, threads: profile.threadsTotal }));

let ids = [];
await step('all messages', async () => (ids = (await all(users.messages.list, 'messages', { maxResults: 7 })).map(m => m.id)));
for (const q of ['is:unread', 'in:anywhere subject:the', 'has:attachment OR larger:20K', '-from:nobody newer_than:9y', '"']) {
  await step(`messages ${q}`, async () => (await all(users.messages.list, 'messages', { q })).map(m => m.id));
}

for (const format of ['minimal', 'full', 'raw', 'metadata']) {
  await step(`message ${format}`, async () => {
    const { data } = await users.messages.get({ ...me, id: ids[0], format });
    return { id: data.id, labels: data.labelIds, headers: data.payload?.headers?.map(h => h.name), raw: data.raw?.length > 0 };
  });
}

await step('partial answer', async () => Object.keys((await users.messages.get({ ...me, id: ids[0], fields: 'id,snippet' })).data).sort());
await step('no such message', () => users.messages.get({ ...me, id: 'ffffffffffffffff' }));
await step('not an id', () => users.messages.get({ ...me, id: 'x' }));
await step('somebody else', () => users.messages.list({ userId: 'somebody.else@example.com' }));
await step('threads', async () => (await all(users.threads.list, 'threads', {})).map(t => t.id));
await step('thread', async () => {
  const { data } = await users.threads.get({ ...me, id: seen.threads[0] });
  return { id: data.id, messages: data.messages.map(m => m.id) };
});

let label;
await step('labels', async () => (await users.labels.list(me)).data.labels.map(l => l.name).sort());
await step('label made', async () => {
  label = (await users.labels.create({ ...me, requestBody: { name: 'Tour/Stops', labelListVisibility: 'labelShow' } })).data;
  return label.name;
});
await step('label made twice', () => users.labels.create({ ...me, requestBody: { name: 'Tour/Stops' } }));
await step('label renamed', async () => (await users.labels.patch({ ...me, id: label.id, requestBody: { name: 'Tour/Stations' } })).data.name);
await step('labelled', async () => (await users.messages.modify({ ...me, id: ids[0], requestBody: { addLabelIds: [label.id], removeLabelIds: ['UNREAD'] } })).data.labelIds.length > 0);
await step('found by label', async () => (await all(users.messages.list, 'messages', { labelIds: [label.id] })).map(m => m.id));
await step('many modified', async () => (await users.messages.batchModify({ ...me, requestBody: { ids: ids.slice(0, 3), addLabelIds: ['STARRED'] } })).status < 300);
await step('trashed', async () => (await users.messages.trash({ ...me, id: ids[1] })).data.labelIds.includes('TRASH'));
await step('untrashed', async () => (await users.messages.untrash({ ...me, id: ids[1] })).data.labelIds.includes('TRASH'));
await step('deleted without the scope for it', () => users.messages.delete({ ...me, id: ids[2] }));

let draft;
await step('draft made', async () => {
  draft = (await users.drafts.create({ ...me, requestBody: { message: { raw: Buffer.from(mail(address, 'A draft')).toString('base64url') } } })).data;
  return draft.message.labelIds;
});
await step('drafts', async () => (await users.drafts.list(me)).data.drafts.length);
await step('draft sent', async () => (await users.drafts.send({ ...me, requestBody: { id: draft.id } })).data.labelIds.includes('SENT'));

let sent;
await step('sent by multipart upload', async () => {
  sent = (await users.messages.send({ ...me, requestBody: {}, media: { mimeType: 'message/rfc822', body: mail(address, 'A large one') } })).data;
  return sent.id;
});
await step('its attachment', async () => {
  const { data } = await users.messages.get({ ...me, id: sent.id });
  const part = data.payload.parts.find(p => p.filename === 'tour.bin');
  const content = await users.messages.attachments.get({ ...me, messageId: sent.id, id: part.body.attachmentId });
  return Buffer.from(content.data.data, 'base64url').equals(attachment);
});
await step('sent by resumable upload', async () => {
  const body = Buffer.from(mail(address, 'In pieces'));
  const start = await client.request({
    url: `${rootUrl}upload/gmail/v1/users/me/messages/send?uploadType=resumable`, method: 'POST', data: {},
    headers: { 'X-Upload-Content-Type': 'message/rfc822', 'X-Upload-Content-Length': `${body.length}` },
  });
  const location = start.headers.get('location');
  const half = 64 * 1024 * 4 < body.length ? 64 * 1024 * 4 : body.length;
  const put = (from, to) => client.request({
    url: location, method: 'PUT', data: body.subarray(from, to), validateStatus: status => status === 308 || status < 300, retry: false,
    headers: { 'Content-Type': 'message/rfc822', 'Content-Range': `bytes ${from}-${to - 1}/${body.length}` },
  });
  let answer = await put(0, half);
  if (answer.status === 308) { answer = await put(half, body.length); }
  return answer.data.labelIds.includes('SENT');
});
await step('answered in its thread', async () => {
  const { data: original } = await users.messages.get({ ...me, id: sent.id, format: 'metadata' });
  const messageId = original.payload.headers.find(h => h.name.toLowerCase() === 'message-id').value;
  const raw = Buffer.from(mail(address, 'A large one', `In-Reply-To: ${messageId}\r\nReferences: ${messageId}`)).toString('base64url');
  const { data } = await users.messages.send({ ...me, requestBody: { raw, threadId: sent.threadId } });
  return data.threadId === sent.threadId;
});

await step('batch', async () => {
  const part = (id, path) => `--b\r\nContent-Type: application/http\r\nContent-ID: <${id}>\r\n\r\nGET ${new URL(rootUrl).pathname}gmail/v1/users/me/${path}\r\n\r\n`;
  const answer = await client.request({
    url: `${rootUrl}batch/gmail/v1`, method: 'POST', headers: { 'Content-Type': 'multipart/mixed; boundary=b' }, responseType: 'text',
    data: `${part('one', 'labels/INBOX')}${part('two', 'messages/ffffffffffffffff')}--b--\r\n`,
  });
  return { ids: answer.data.match(/response-[a-z]+/g), statuses: answer.data.match(/HTTP\/1\.1 \d+/g) };
});

await step('history', async () => {
  const records = await all(users.history.list, 'history', { startHistoryId });
  return [...new Set(records.flatMap(r => Object.keys(r).filter(key => key !== 'id' && key !== 'messages')))].sort();
});
await step('history of long ago', () => users.history.list({ ...me, startHistoryId: '1' }));
await step('label deleted', async () => (await users.labels.delete({ ...me, id: label.id })).status < 300);

const order = new Map();
console.log(JSON.stringify(seen, (_, value) =>
  typeof value === 'string' && /^[0-9a-f]{16}$/.test(value) ? (order.has(value) || order.set(value, `id ${order.size}`), order.get(value)) : value, 2));
