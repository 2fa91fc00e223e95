using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>
/// Writes the responses of a batch in the order of its calls: the next one streams through; later ones are buffered until it is their turn.
/// Beyond <see cref="BatchLimits.BufferedResponses"/>, responses are written as they arrive, and clients match them by their ids.
/// </summary>
internal sealed class BatchResponseWriter(HttpContext http, IReadOnlyList<BatchPart> parts)
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly string _boundary = "batch_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly byte[]?[] _kept = new byte[parts.Count][];
    private readonly bool[] _isAnswered = new bool[parts.Count];
    private bool _isWithinAnswer;
    private int _next;
    private long _keptBytes;

    /// <summary>Whether the buffer is full.</summary>
    public bool IsFull => _keptBytes > BatchLimits.BufferedResponses;

    /// <summary>Whether a response of Gmail is there to send, and none was interrupted while it was written.</summary>
    public bool CanContinue => HasGmailResponses && !_isWithinAnswer;

    /// <summary>Whether Gmail answered any call.</summary>
    public bool HasGmailResponses { get; private set; }

    public bool IsAnswered(int index) => _isAnswered[index];

    /// <summary>Answers a call with our own error.</summary>
    public void Refuse(int index, Failure failure)
    {
        var error = http.GoogleErrorOf(failure);
        List<KeyValuePair<string, string>> headers = [new("Content-Type", GoogleErrors.ContentType), new("Content-Length", Number(error.Body.Length))];
        if (error.RetryAfter is { } seconds)
        {
            headers.Add(new("Retry-After", seconds));
        }

        Keep(index, [.. HeadOf(index, error.Status, headers), .. error.Body, .. LineEnd]);
        _isAnswered[index] = true;
    }

    /// <summary>Buffers a response that a later one may replace.</summary>
    public async Task BufferAsync(int index, InnerResponse answer, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await answer.Body.CopyToAsync(body, ct);
        Keep(index, [.. HeadOf(index, answer.Status, answer.Headers), .. body.ToArray(), .. LineEnd]);
        HasGmailResponses = true;
    }

    /// <summary>Makes buffered responses final, and writes those whose turn it is.</summary>
    public Task ReleaseAsync(IEnumerable<int> buffered, CancellationToken ct)
    {
        foreach (var index in buffered)
        {
            _isAnswered[index] = true;
        }

        return FlushAsync(ct);
    }

    /// <summary>Writes a response, or buffers it while earlier ones are missing.</summary>
    public async Task WriteAsync(int index, InnerResponse answer, CancellationToken ct)
    {
        await FlushAsync(ct);
        if (index != _next && !IsFull)
        {
            await BufferAsync(index, answer, ct);
            _isAnswered[index] = true;
            return;
        }

        Forget(index);
        Start();
        _isWithinAnswer = true;
        await http.Response.Body.WriteAsync(HeadOf(index, answer.Status, answer.Headers), ct);
        await answer.Body.CopyToAsync(http.Response.Body, ct);
        await http.Response.Body.WriteAsync(LineEnd, ct);
        (_isWithinAnswer, HasGmailResponses, _isAnswered[index]) = (false, true, true);
        await FlushAsync(ct);
    }

    /// <summary>Ends the batch. Every call must have a response by now.</summary>
    public async Task CompleteAsync(CancellationToken ct)
    {
        Start();
        await FlushAsync(ct);
        await http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{_boundary}--\r\n"), ct);
    }

    private void Keep(int index, byte[] answer)
    {
        Forget(index);
        _kept[index] = answer;
        _keptBytes += answer.Length;
    }

    private void Forget(int index)
    {
        _keptBytes -= _kept[index]?.Length ?? 0;
        _kept[index] = null;
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        for (; _next < parts.Count && _isAnswered[_next]; _next++)
        {
            if (_kept[_next] is { } answer)
            {
                Start();
                await http.Response.Body.WriteAsync(answer, ct);
                Forget(_next);
            }
        }
    }

    private void Start()
    {
        if (!http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            http.Response.ContentType = $"multipart/mixed; boundary={_boundary}";
        }
    }

    private byte[] HeadOf(int index, int status, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var text = new StringBuilder($"--{_boundary}\r\nContent-Type: application/http\r\n");
        if (parts[index].ContentId is { } id)
        {
            text.Append($"Content-ID: {BatchContentId.Answering(id)}\r\n");
        }

        text.Append($"\r\nHTTP/1.1 {Number(status)} {ReasonPhrases.GetReasonPhrase(status)}\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append($"{name}: {value}\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
