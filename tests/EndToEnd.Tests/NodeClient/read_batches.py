"""Reads batches with Python's email package. Input and output as read-batches.mjs."""
import base64
import email
import email.policy
import json
import sys

for line in sys.stdin:
    batch = json.loads(line)
    message = email.message_from_bytes(
        b"Content-Type: " + batch["contentType"].encode() + b"\r\n\r\n" + base64.b64decode(batch["body"]), policy=email.policy.default)
    calls = []
    for part in message.iter_parts():
        if message.defects or part.defects or part.get_content_type() != "application/http":
            raise ValueError(f"{message.defects} {part.defects} {part.get_content_type()}")
        head, _, body = part.get_payload(decode=True).decode("latin-1").partition("\r\n\r\n")
        method, target, _ = head.split("\r\n")[0].split(" ")
        calls.append({"method": method, "target": target, "body": body.removesuffix("\r\n")})
    print(json.dumps(calls), flush=True)
