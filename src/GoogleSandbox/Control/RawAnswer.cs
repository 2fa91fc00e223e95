using System.Buffers.Text;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Answers with given bytes, and with given headers only, instead of the endpoint.</summary>
internal static class RawAnswer
{
    private static readonly string[] Framing = ["content-length", "transfer-encoding", "connection"];

    /// <summary>What is wrong with the fault; null when nothing is.</summary>
    public static string? Problem(Fault fault) => fault switch
    {
        { Raw: null, Headers: null } => null,
        { Raw: null } => "headers go with raw",
        { Body: not null } or { ContentType: not null } or { RetryAfter: not null } => "raw goes with status and headers only",
        { Status: < 200 or > 999 } => "the status of a raw answer must be between 200 and 999",
        { Raw: var raw } when !Base64.IsValid(raw) => "raw must be base64",
        _ => fault.Headers?.Select(header => Problem(header.Key, header.Value)).FirstOrDefault(problem => problem is not null),
    };

    public static async Task RunAsync(HttpContext context, Fault fault)
    {
        var body = Convert.FromBase64String(fault.Raw!);
        context.Response.StatusCode = fault.Status ?? StatusCodes.Status200OK;
        foreach (var (name, value) in fault.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            context.Response.Headers.Append(name, value);
        }

        // Neither may have a body.
        if (context.Response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static string? Problem(string name, string value)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return $"no name of a header: {name}";
        }

        if (Framing.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return $"the sandbox writes {name} itself; see drop, reset and garble";
        }

        return value.All(c => c is >= ' ' and <= '~') ? null : $"the value of {name} must be printable ASCII";
    }
}
