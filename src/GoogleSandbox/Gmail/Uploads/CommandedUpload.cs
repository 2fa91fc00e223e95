using System.Globalization;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>A resumable upload in the dialect of <c>X-Goog-Upload-Command</c>: start, upload, query, finalize, cancel.</summary>
internal sealed class CommandedUpload(GmailPipeline pipeline, UploadSessions sessions, PeopleDirectory people, BaseUrl baseUrl, SandboxClock clock)
{
    private const string Active = "active";
    private const string Final = "final";
    private const string Cancelled = "cancelled";

    /// <summary>Begins an upload: the body is the metadata as JSON, the headers describe the message.</summary>
    public IResult Start(GmailCall call, byte[] metadata)
    {
        var headers = call.Http.Headers;
        if (!UploadCommands.IsStart(call.Http))
        {
            return Refuse(call.Http, Final, $"Invalid request.  The {UploadCommands.Header} header must be 'start'.");
        }

        var announced = Number(headers["X-Goog-Upload-Header-Content-Length"]);
        if (announced > call.Method.MaximumUpload)
        {
            return GmailErrors.UploadTooLarge;
        }

        if (Forms.NullIfEmpty(headers["X-Goog-Upload-Header-Content-Type"]) is { } type && SimpleUpload.CheckType(type) is { } refusal)
        {
            return refusal;
        }

        var path = call.Http.Path.Value!;
        var id = sessions.Add(new UploadSession(path, call.Token, metadata, announced, call.Now + UploadSessions.Lifetime));
        var url = $"{baseUrl.Of(call.Http)}{path}{call.Http.QueryString.Add(UploadSessions.UploadId, id).Add("upload_protocol", UploadProtocol.Resumable)}";
        var response = Status(call.Http, Active);
        response["X-Goog-Upload-URL"] = url;
        response["X-Goog-Upload-Control-URL"] = url;
        response["X-Goog-Upload-Chunk-Granularity"] = UploadSession.ChunkSize.ToString(CultureInfo.InvariantCulture);
        response["X-GUploader-UploadID"] = id;
        return Results.Ok();
    }

    /// <summary>Continues an upload, for which its id is the only credential.</summary>
    public async Task<IResult> ContinueAsync(HttpRequest http, GmailMethod method, string uploadId)
    {
        if (sessions.Find(uploadId, http.Path) is not { } session || people.Find(session.Token.Sub) is not { } person)
        {
            return GmailErrors.NotFound;
        }

        if (UploadCommands.Read(http) is not { } commands)
        {
            return Refuse(http, Active, $"Invalid request.  The {UploadCommands.Header} header is not valid.");
        }

        var bytes = await http.ReadBytesAsync(http.HttpContext.RequestAborted);
        var call = new GmailCall(http, method, person, session.Token) { Now = clock.GetUtcNow(), Body = session.Metadata };
        lock (session.Gate)
        {
            return Run(commands, session, call, bytes, uploadId);
        }
    }

    private IResult Run(UploadCommands commands, UploadSession session, GmailCall call, byte[] bytes, string uploadId)
    {
        if (session.Answer is { } known)
        {
            Status(call.Http, Final);
            return known;
        }

        if (commands.Cancel)
        {
            sessions.Remove(uploadId);
            Status(call.Http, Cancelled);
            return Results.Ok();
        }

        if (commands.Upload && Take(session, call.Http, bytes, commands.Finalize) is { } mistake)
        {
            return Refuse(call.Http, Active, mistake);
        }

        if (session.Length > call.Method.MaximumUpload)
        {
            sessions.Remove(uploadId);
            Status(call.Http, Final);
            return GmailErrors.UploadTooLarge;
        }

        return commands.Finalize ? Finish(session, call) : Progress(session, call.Http);
    }

    private static string? Take(UploadSession session, HttpRequest http, byte[] bytes, bool last) =>
        Number(http.Headers["X-Goog-Upload-Offset"]) is { } offset
            ? session.TakeAt(offset, bytes, last)
            : "Invalid request.  The X-Goog-Upload-Offset header is missing or is no number.";

    private IResult Finish(UploadSession session, GmailCall call)
    {
        if (!session.TryFinish())
        {
            return Refuse(call.Http, Active, $"Invalid request.  Only {session.Length} byte(s) of the announced content have been received.");
        }

        Status(call.Http, Final);
        return session.Answer = pipeline.Run(call with { Media = session.Content });
    }

    private static IResult Progress(UploadSession session, HttpRequest http)
    {
        Status(http, Active)["X-Goog-Upload-Size-Received"] = session.Length.ToString(CultureInfo.InvariantCulture);
        return Results.Ok();
    }

    private static IHeaderDictionary Status(HttpRequest http, string status)
    {
        var headers = http.HttpContext.Response.Headers;
        headers["X-Goog-Upload-Status"] = status;
        return headers;
    }

    private static IResult Refuse(HttpRequest http, string status, string why)
    {
        Status(http, status);
        return Results.Text(why, "text/plain; charset=utf-8", statusCode: StatusCodes.Status400BadRequest);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
