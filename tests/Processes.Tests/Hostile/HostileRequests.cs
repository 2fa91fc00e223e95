using System.Globalization;

namespace GmailPlatform.Processes.Tests.Hostile;

/// <summary>A kind of hostile request.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Statuses">Every answer is one of these; 0 for a closed connection.</param>
/// <param name="Send">Answers the statuses.</param>
internal sealed record HostileRequest(string Name, int[] Statuses, Func<HostileClient, Task<IReadOnlyList<int>>> Send)
{
    /// <summary>At least one answer is this one; null where any will do.</summary>
    public int? Seen { get; init; }
}

/// <summary>Requests that try to use up a node, or to be read in two ways.</summary>
internal static class HostileRequests
{
    private const string Json = "application/json";
    private const string Form = "multipart/form-data; boundary=b";
    private const string Batch = "multipart/mixed; boundary=b";

    public static IReadOnlyList<HostileRequest> All { get; } = [.. Bodies(), .. Batches(), .. Heads(), .. Framing(), .. Crowds()];

    private static IEnumerable<HostileRequest> Bodies()
    {
        yield return new("form of 20,000 parts", [400, 0], at => at.SendAsync(at.Request("POST", at.Grant + "messages/send", Form, Parts(20_000))));
        yield return new("form of 101 parts", [400], at => at.SendAsync(at.Request("POST", at.Grant + "messages/send", Form, Parts(101))));
        yield return new("header of a part, 1 MB", [400, 0], at => at.SendAsync(at.Request("POST", at.Grant + "drafts", Form, $"--b\r\nX: {Text(1 << 20)}\r\n\r\nx\r\n--b--\r\n")));
        yield return new("JSON, 100,000 deep", [400], at => at.SendAsync(at.Request("POST", at.Grant + "drafts", Json, new string('[', 100_000))));
        yield return new("JSON, 20,000 deep, short body", [400], at => at.SendAsync(at.Request("POST", "/v1/authorizations", Json, new string('[', 20_000))));
        yield return new("body of 64 KiB and 1 byte", [413], at => at.SendAsync(at.Request("POST", "/v1/authorizations", Json, Text((64 << 10) + 1))));
        yield return new("10 GB announced", [413], at => at.SendAsync(at.Head("POST", at.Grant + "messages/send/raw", "Content-Type: message/rfc822", "Content-Length: 10000000000") + "\r\n"));
        yield return new("10 GB announced, 100-continue", [413, 417], at => at.SendAsync(
            at.Head("POST", at.Grant + "messages/send/raw", "Content-Type: message/rfc822", "Content-Length: 10000000000", "Expect: 100-continue") + "\r\n"));
        yield return new("gzip bomb", [415], at => at.SendAsync(at.Request("POST", at.Grant + "drafts", Json, "\x1f\u008b\b\0" + Text(10_000), "Content-Encoding: gzip")));
        yield return new("deflate within a form", [400], at => at.SendAsync(at.Request(
            "POST", at.Grant + "drafts", Form, $"--b\r\nContent-Disposition: form-data; name=\"message\"\r\nContent-Encoding: deflate\r\n\r\nx\u009c{Text(1000)}\r\n--b--\r\n")));
        yield return new("delete of 1,000,001 messages", [413, 0], at => at.SendAsync(
            at.Request("POST", at.Grant + "messages/batchDelete", Json, $"{{\"ids\":[{string.Join(',', Enumerable.Repeat("\"1\"", 1_000_001))}]}}")));
        yield return new("attachment that is not base64", [400], at => at.SendAsync(at.Request(
            "POST", at.Grant + "drafts", Json, $"{{\"to\":[\"a@example.com\"],\"attachments\":[{{\"name\":\"f\",\"contentType\":\"text/plain\",\"content\":\"{new string('!', 1 << 20)}\"}}]}}")));
        yield return new("mail, nested 200 deep", [200, 400], at => at.SendAsync(at.Request("POST", at.Grant + "messages/send/raw", "message/rfc822", NestedMail(200)), connections: 1));
    }

    private static IEnumerable<HostileRequest> Batches()
    {
        const string path = "google/batch/gmail/v1";
        const string call = "--b\r\nContent-Type: application/http\r\n\r\n";
        yield return new("batch of 1,000 calls", [400], at => at.SendAsync(at.Request("POST", at.Grant + path, Batch, string.Concat(Enumerable.Repeat(call + "GET /gmail/v1/users/me/profile\r\n\r\n", 1000)) + "--b--\r\n")));
        yield return new("batch with a call of 2 MB", [200, 400], at => at.SendAsync(at.Request(
            "POST", at.Grant + path, Batch, $"{call}POST /gmail/v1/users/me/labels\r\nContent-Type: application/json\r\n\r\n{{\"name\":\"{Text(2 << 20)}\"}}\r\n--b--\r\n")));
        yield return new("batch within a batch", [200, 400], at => at.SendAsync(at.Request(
            "POST", at.Grant + path, Batch, $"{call}POST /batch/gmail/v1\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nGET /gmail/v1/users/me/profile\r\n--c--\r\n--b--\r\n")));
        yield return new("batch of JSON, 100,000 deep", [200, 400], at => at.SendAsync(at.Request(
            "POST", at.Grant + path, Batch, $"{call}POST /gmail/v1/users/me/labels\r\nContent-Type: application/json\r\n\r\n{new string('[', 100_000)}\r\n--b--\r\n")));
    }

    private static IEnumerable<HostileRequest> Heads()
    {
        yield return new("10,000 headers", [431, 0], at => at.SendAsync(at.Head("GET", "/v1/grants", [.. Enumerable.Range(0, 10_000).Select(i => $"X-{i}: y")]) + "\r\n"));
        yield return new("header of 1 MB", [431, 0], at => at.SendAsync(at.Head("GET", "/v1/grants", $"X: {Text(1 << 20)}") + "\r\n"));
        yield return new("URL of 1 MB", [414, 0], at => at.SendAsync(at.Head("GET", "/v1/grants?" + Text(1 << 20)) + "\r\n"));
        yield return new("URL with 3,000 parameters", [200, 400, 414], at => at.SendAsync(at.Head("GET", "/v1/grants?" + string.Join('&', Enumerable.Repeat("a", 3000))) + "\r\n"));
        yield return new("2,000 ranges", [200, 206, 404, 416], at => at.SendAsync(
            at.Head("GET", at.Grant + "messages/0/attachments/0", "Range: bytes=" + string.Join(',', Enumerable.Range(0, 2000).Select(i => $"{i}-{i}"))) + "\r\n"));
        yield return new("TRACE", [404, 405], at => at.SendAsync(at.Head("TRACE", "/v1/grants") + "\r\n"));
        yield return new("CONNECT", [400, 404, 405], at => at.SendAsync("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n"));
        yield return new("invalid UTF-8 in the path", [400, 404], at => at.SendAsync(at.Head("GET", "/v1/grants/%ff%fe") + "\r\n"));
        yield return new("raw bytes in the path", [400], at => at.SendAsync(at.Head("GET", "/v1/grants/\u00ff\u00fe") + "\r\n"));
        yield return new("NUL in the query", [200, 400], at => at.SendAsync(at.Head("GET", at.Grant + "messages?q=%00") + "\r\n"));
        yield return new("NUL in an id", [400, 404], at => at.SendAsync(at.Head("GET", at.Grant + "messages/%00") + "\r\n"));
        yield return new("WebSocket upgrade", [200, 400, 404], at => at.SendAsync(
            at.Head("GET", "/v1/grants", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==") + "\r\n"));
        yield return new("no Host, two Hosts", [400], async at =>
            [.. await at.SendAsync("GET /v1/grants HTTP/1.1\r\n\r\n"), .. await at.SendAsync(at.Head("GET", "/v1/grants", "Host: other.example") + "\r\n")]);
        yield return new("HTTP/1.0, kept alive", [200], at => at.SendAsync(at.Head("GET", "/v1/grants", "Connection: keep-alive").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal) + "\r\n"));
        yield return new("HTTP/2 preface, TLS greeting", [400, 0], async at =>
            [.. await at.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"), .. await at.SendAsync("\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003\r\n\r\n")]);
    }

    private static IEnumerable<HostileRequest> Framing()
    {
        yield return new("two lengths", [400], at => at.SendAsync(at.Head("POST", "/v1/authorizations", "Content-Length: 2", "Content-Length: 40") + "\r\n{}"));
        yield return new("a length and chunks", [400, 415, 0], at => at.SendAsync(at.Head("POST", "/v1/authorizations", "Content-Length: 6", "Transfer-Encoding: chunked") + "\r\n0\r\n\r\nX"));
        yield return new("chunked twice, chunked not last", [400, 501], async at =>
        [
            .. await at.SendAsync(at.Head("POST", "/v1/authorizations", "Transfer-Encoding: chunked, identity") + "\r\n0\r\n\r\n"),
            .. await at.SendAsync(at.Head("POST", "/v1/authorizations", "Transfer-Encoding: xchunked") + "\r\n0\r\n\r\n"),
        ]);
        yield return new("space before a colon, folded header", [400], async at =>
            [.. await at.SendAsync(at.Head("POST", "/v1/authorizations", "Content-Length : 2") + "\r\n{}"), .. await at.SendAsync(at.Head("GET", "/v1/grants", "X: a\r\n b") + "\r\n")]);
        yield return new("chunks without end", [413, 0], at => at.SendAsync(
            at.Head("POST", "/v1/authorizations", $"Content-Type: {Json}", "Transfer-Encoding: chunked") + "\r\n" + string.Concat(Enumerable.Repeat($"1000\r\n{new string(' ', 0x1000)}\r\n", 256))));
        yield return new("chunk extension of 1 MB", [400, 413, 0], at => at.SendAsync(
            at.Head("POST", "/v1/authorizations", $"Content-Type: {Json}", "Transfer-Encoding: chunked") + $"\r\n2;{Text(1 << 20)}\r\n{{}}\r\n0\r\n\r\n"));
        yield return new("chunk sizes that overflow", [400, 413, 0], at => at.SendAsync(
            at.Head("POST", "/v1/authorizations", $"Content-Type: {Json}", "Transfer-Encoding: chunked") + "\r\nffffffffffffffff\r\nx"));
    }

    private static IEnumerable<HostileRequest> Crowds()
    {
        yield return new("1,000 requests in a pipeline", [200], at => at.PipelineAsync(_ => at.Head("GET", at.Grant + "access-token") + "\r\n", requests: 1000));
        yield return new("streams that nobody reads", [200, 429], at => at.SendAsync(at.Head("GET", at.Grant + "messages", "Accept: application/x-ndjson") + "\r\n", connections: 20)) { Seen = 429 };
        yield return new("100 calls that wait", [429, 503], at => at.SendAsync(at.Head("GET", at.Grant + "labels", "Prefer: wait=3") + "\r\n", connections: 90)) { Seen = 429 };
        yield return new("connections beyond the limit", [200, 0], at => at.KeepOpenAsync(150)) { Seen = 0 };
        yield return new("1,000 guessed keys", [401, 429], at => at.PipelineAsync(
            i => string.Create(CultureInfo.InvariantCulture, $"GET /v1/grants HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer gp_{Guid.NewGuid():N}_{i}\r\n\r\n"), requests: 100, connections: 10))
        { Seen = 429 };
        yield return new("slow headers, 50 connections", [408, 0], at => at.TrickleAsync("GET /v1/grants HTTP/1.1\r\n", "X-A: b\r\n", connections: 50));
        yield return new("slow bodies, 20 connections", [408, 0], at => at.TrickleAsync(
            at.Head("POST", at.Grant + "messages/send", $"Content-Type: {Form}", "Content-Length: 1000000") + "\r\n--b\r\n", "x", connections: 20));
    }

    private static string Parts(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{i}\"\r\n\r\nx\r\n")) + "--b--\r\n";

    private static string NestedMail(int depth)
    {
        var (open, close) = ("", "");
        for (var i = 0; i < depth; i++)
        {
            open += $"Content-Type: multipart/mixed; boundary=n{i}\r\n\r\n--n{i}\r\n";
            close = $"\r\n--n{i}--\r\n{close}";
        }

        return $"To: nobody@example.com\r\nSubject: deep\r\nMIME-Version: 1.0\r\n{open}Content-Type: text/plain\r\n\r\nx{close}";
    }

    private static string Text(int length) => new('x', length);
}
