using GmailPlatform.Application.Mailbox;
using MimeKit;
using MimeKit.IO;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>A message that is encoded while it is sent: its attachments are never in memory as a whole.</summary>
internal sealed class ComposedMessage(MimeMessage message, string? threadId) : Rfc822Message
{
    private static readonly FormatOptions Wire = OnTheWire();

    private readonly Lazy<long> _length = new(() =>
    {
        using var measure = new MeasuringStream();
        message.WriteTo(Wire, measure);
        return measure.Length;
    });

    public override string? MessageId => message.MessageId is { } id ? $"<{id}>" : null;

    public override string? ThreadId => threadId;

    public override long Length => _length.Value;

    public override Task WriteToAsync(Stream target, CancellationToken ct) => message.WriteToAsync(Wire, target, ct);

    private static FormatOptions OnTheWire()
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        return options;
    }
}
