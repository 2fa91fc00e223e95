using System.Globalization;
using System.Net.Http.Headers;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>An upload in chunks: a session is begun with the JSON, and the message follows by <c>PUT</c>.</summary>
internal sealed class ResumableUpload(GmailPipeline pipeline, UploadSessions sessions, PeopleDirectory people, BaseUrl baseUrl, SandboxClock clock)
{
    // A client that cannot tell this 308 from a redirect asks for 200 with the status in a header instead.
    private const string NoPermanentRedirect = "X-GUploader-No-308";
    private const string StatusOverride = "X-HTTP-Status-Code-Override";

    public IResult Start(GmailCall call, byte[] metadata)
    {
        var headers = call.Http.Headers;
        var announced = long.TryParse(headers["X-Upload-Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : (long?)null;
        if (announced > call.Method.MaximumUpload)
        {
            return GmailErrors.UploadTooLarge;
        }

        if (Forms.NullIfEmpty(headers["X-Upload-Content-Type"]) is { } type && SimpleUpload.CheckType(type) is { } refusal)
        {
            return refusal;
        }

        var path = call.Http.Path.Value!;
        var id = sessions.Add(new UploadSession(path, call.Token, metadata, announced, call.Now + UploadSessions.Lifetime));
        var response = call.Http.HttpContext.Response;
        response.Headers.Location = $"{baseUrl.Of(call.Http)}{path}{call.Http.QueryString.Add(UploadSessions.UploadId, id)}";
        response.Headers["X-GUploader-UploadID"] = id;
        return Results.Ok();
    }

    /// <summary>Goes on with a session, which its id alone opens.</summary>
    public async Task<IResult> ContinueAsync(HttpRequest http, GmailMethod method, string uploadId)
    {
        if (sessions.Find(uploadId, http.Path) is not { } session || people.Find(session.Token.Sub) is not { } person)
        {
            return GmailErrors.NotFound;
        }

        ContentRangeHeaderValue? range = null;
        if (http.Headers.ContentRange.ToString() is { Length: > 0 } header && !ContentRangeHeaderValue.TryParse(header, out range))
        {
            return Refuse("Failed to parse Content-Range header.");
        }

        var chunk = await http.ReadBytesAsync(http.HttpContext.RequestAborted);
        var call = new GmailCall(http, method, person, session.Token) { Now = clock.GetUtcNow(), Body = session.Metadata };
        lock (session.Gate)
        {
            return session.Answer ?? Take(session, call, range, chunk, uploadId);
        }
    }

    private IResult Take(UploadSession session, GmailCall call, ContentRangeHeaderValue? range, byte[] chunk, string uploadId)
    {
        if (session.Take(range, chunk) is { } mistake)
        {
            return Refuse(mistake);
        }

        if (session.Length > call.Method.MaximumUpload)
        {
            sessions.Remove(uploadId);
            return GmailErrors.UploadTooLarge;
        }

        return session.IsComplete ? session.Answer = pipeline.Run(call with { Media = session.Content }) : Incomplete(session, call.Http);
    }

    private static IResult Incomplete(UploadSession session, HttpRequest http)
    {
        var response = http.HttpContext.Response;
        if (session.Length > 0)
        {
            response.Headers.Range = $"bytes=0-{session.Length - 1}";
        }

        if (!string.Equals(http.Headers[NoPermanentRedirect], "yes", StringComparison.OrdinalIgnoreCase))
        {
            return Results.StatusCode(StatusCodes.Status308PermanentRedirect);
        }

        response.Headers[StatusOverride] = "308";
        return Results.Ok();
    }

    private static IResult Refuse(string why) => Results.Text(why, "text/plain; charset=utf-8", statusCode: StatusCodes.Status400BadRequest);
}
