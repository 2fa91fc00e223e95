using System.Text;
using GmailPlatform.Application.Mailbox;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>A message as its sender composed it, behind the <c>Message-ID</c> that it lacked.</summary>
internal sealed class RawMessage(Stream message, string? threadId, string? given, string made) : Rfc822Message
{
    private readonly byte[] _header = given is null ? Encoding.ASCII.GetBytes($"Message-ID: <{made}>\r\n") : [];

    public override string? MessageId => $"<{given ?? made}>";

    public override string? ThreadId => threadId;

    public override long Length => _header.Length + message.Length;

    public override async Task WriteToAsync(Stream target, CancellationToken ct)
    {
        await target.WriteAsync(_header, ct);
        message.Position = 0;
        await message.CopyToAsync(target, ct);
    }
}
