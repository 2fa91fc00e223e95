"""A tour of a mailbox by Google's client library for Python: tour.py ROOT_URL ACCESS_TOKEN DISCOVERY_URL. Prints what it saw as JSON."""
import base64
import io
import json
import sys
import urllib.request

import google_auth_httplib2
import httplib2
from google.oauth2.credentials import Credentials
from googleapiclient import discovery, errors, http

root, token, discovery_url = sys.argv[1:]
with urllib.request.urlopen(discovery_url) as answer:
    document = json.load(answer)
document['rootUrl'] = document['baseUrl'] = root
plain = httplib2.Http()
# Google's 308 of an upload is no redirect; later versions of the library leave it out by themselves.
plain.redirect_codes = plain.redirect_codes - {308}
authorized = google_auth_httplib2.AuthorizedHttp(Credentials(token), http=plain)
service = discovery.build_from_document(document, http=authorized)
users = service.users()
seen = {}


def step(name, work):
    try:
        seen[name] = work()
    except errors.HttpError as refused:
        details = json.loads(refused.content).get('error', {})
        seen[name] = {'status': refused.resp.status, 'reason': details.get('errors', [{}])[0].get('reason')}
    except Exception as broken:
        seen[name] = {'broken': repr(broken)}


profile = users.getProfile(userId='me').execute()


def mail(subject, size=10):
    return ('To: %s\r\nSubject: %s\r\n\r\n%s\r\n' % (profile['emailAddress'], subject, 'x' * size)).encode()


def raw(subject):
    return {'raw': base64.urlsafe_b64encode(mail(subject)).decode()}


def labels(message):
    return sorted(message.get('labelIds', []))


def media(subject, size=10, **options):
    return http.MediaIoBaseUpload(io.BytesIO(mail(subject, size)), 'message/rfc822', **options)


def list_ids():
    request = users.messages().list(userId='me', maxResults=7)
    while request is not None:
        page = request.execute()
        ids.extend(message['id'] for message in page['messages'])
        request = users.messages().list_next(request, page)
    return ids


def resumable():
    request = users.messages().send(userId='me', body={}, media_body=media('Resumable', 600 * 1024, chunksize=256 * 1024, resumable=True))
    message = None
    while message is None:
        _, message = request.next_chunk()
    return labels(message)


ATTACHMENT = (b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m"\r\nSubject: Multipart\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nHello\r\n'
              b'--m\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="a.bin"\r\n'
              b'Content-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n--m--\r\n')
attached = {}


def multipart():
    body = http.MediaIoBaseUpload(io.BytesIO(ATTACHMENT), 'message/rfc822')
    attached.update(users.messages().insert(userId='me', body={'labelIds': ['STARRED']}, media_body=body).execute())
    return labels(attached)


def attachment():
    part = users.messages().get(userId='me', id=attached['id']).execute()['payload']['parts'][1]
    return users.messages().attachments().get(userId='me', messageId=attached['id'], id=part['body']['attachmentId']).execute()['data']


def drafts():
    draft = users.drafts().create(userId='me', body={'message': raw('Draft')}).execute()
    users.drafts().update(userId='me', id=draft['id'], media_body=media('Replaced')).execute()
    return labels(users.drafts().send(userId='me', body={'id': draft['id']}).execute())


def batch():
    answers = {}

    def keep(request_id, response, refused):
        answers[request_id] = response if refused is None else refused.resp.status
    calls = service.new_batch_http_request(callback=keep)
    for id in ids[3:8] + ['ffffffffffffffff']:
        calls.add(users.messages().get(userId='me', id=id, format='metadata', metadataHeaders=['Subject']))
    calls.execute()
    return [answers[key] for key in sorted(answers, key=int)]


def history():
    records = users.history().list(userId='me', startHistoryId=profile['historyId']).execute()['history']
    return sorted(key for record in records for key in record if key not in ('id', 'messages'))


ids = []
step('profile', lambda: profile)
step('labels', lambda: sorted(label['name'] for label in users.labels().list(userId='me').execute()['labels']))
step('list', list_ids)
for form in ('full', 'metadata', 'raw', 'minimal'):
    step('get ' + form, lambda: users.messages().get(userId='me', id=ids[0], format=form).execute())
step('partial', lambda: users.messages().get(userId='me', id=ids[0], fields='id,snippet').execute())
step('missing', lambda: users.messages().get(userId='me', id='ffffffffffffffff').execute())
step('imap', lambda: users.settings().getImap(userId='me').execute())
step('filters', lambda: users.settings().filters().list(userId='me').execute())
step('delegates', lambda: users.settings().delegates().list(userId='me').execute())
step('insert', lambda: labels(users.messages().insert(userId='me', body=dict(raw('Inserted'), labelIds=['INBOX'])).execute()))
step('import', lambda: labels(users.messages().import_(userId='me', body=raw('Imported')).execute()))
step('send', lambda: labels(users.messages().send(userId='me', body=raw('Sent')).execute()))
step('upload multipart', multipart)
step('upload alone', lambda: users.messages().insert(userId='me', media_body=media('Alone')).execute()['id'] != '')
step('attachment', attachment)
step('upload resumable', resumable)
step('modify', lambda: labels(users.messages().modify(userId='me', id=ids[0], body={'addLabelIds': ['STARRED'], 'removeLabelIds': ['UNREAD']}).execute()))
step('trash', lambda: labels(users.messages().trash(userId='me', id=ids[1]).execute()))
step('delete', lambda: users.messages().delete(userId='me', id=ids[2]).execute())
step('drafts', drafts)
step('batch', batch)
step('history', history)
print(json.dumps(seen))
