"""Debian's lieer at a mailbox: lieer.py FOLDER ROOT_URL ACCESS_TOKEN DISCOVERY_URL ADDRESS.

Pulls everything, changes tags, pushes them and pulls again; prints as JSON what the mailbox and the folder hold then.
"""
import contextlib
import json
import os
import sys
import urllib.request

folder, root, token, discovery_url, address = sys.argv[1:]
mails = os.path.join(folder, 'mail')
os.makedirs(mails)
os.environ['NOTMUCH_CONFIG'] = os.path.join(folder, 'notmuch-config')
with open(os.environ['NOTMUCH_CONFIG'], 'w') as config:
    config.write('[database]\npath=%s\n[user]\nprimary_email=%s\n[new]\ntags=new\n' % (mails, address))

sys.path.insert(0, '/usr/share/lieer')
import notmuch2
from googleapiclient import discovery
from lieer import gmailieer, remote
from oauth2client.client import AccessTokenCredentials

with urllib.request.urlopen(discovery_url) as answer:
    document = json.load(answer)
document['rootUrl'] = document['baseUrl'] = root


class Service:
    """In place of the library's module: builds from the document at hand, where lieer would ask Google for it."""
    build = staticmethod(lambda name, version, http: discovery.build_from_document(document, http=http))


# All that lieer is told: which host to ask, and which token to show there.
remote.discovery = Service
remote.Remote.__get_credentials__ = lambda self: AccessTokenCredentials(token, 'lieer')
notmuch2.Database.create(mails).close()


def gmi(*arguments):
    sys.argv = ['gmi', *arguments]
    with contextlib.redirect_stdout(sys.stderr):
        gmailieer.Gmailieer().main()


def tags():
    with notmuch2.Database(mails) as database:
        return sorted((sorted(message.tags), message.header('subject')) for message in database.messages('*'))


gmi('init', '-C', mails, '--no-auth', address)
gmi('pull', '-C', mails)
pulled = tags()
with notmuch2.Database(mails, mode=notmuch2.Database.MODE.READ_WRITE) as database:
    for message in database.messages('subject:note'):
        message.tags.add('read-later')
        message.tags.discard('unread')
gmi('push', '-C', mails)
gmi('pull', '-C', mails)
service = remote.discovery.build('gmail', 'v1', AccessTokenCredentials(token, 'lieer').authorize(__import__('httplib2').Http()))
labels = service.users().labels().list(userId='me').execute()['labels']
later = next(label['id'] for label in labels if label['name'] == 'read-later')
pushed = service.users().messages().list(userId='me', labelIds=[later]).execute()['resultSizeEstimate']
print(json.dumps({'pulled': pulled, 'again': tags(), 'pushed': pushed}))
