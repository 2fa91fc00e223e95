using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>The methods that take a message beside their JSON, under their upload paths.</summary>
internal static class UploadModule
{
    private const string Simple = "/upload";
    private const string Resumable = "/resumable/upload";

    public static IServiceCollection AddUploads(this IServiceCollection services) => services
        .AddSingleton<UploadSessions>()
        .AddSingleton<ResumableUpload>()
        .AddSingleton<CommandedUpload>();

    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        foreach (var method in GmailMethods.All.Where(method => method.MaximumUpload is not null))
        {
            foreach (var root in (string[])[Simple, Resumable])
            {
                // The chunks of a resumable upload come by PUT or by POST, whatever the method's own verb is.
                app.MapMethods(
                    root + method.Path,
                    [HttpMethods.Post, HttpMethods.Put],
                    (HttpRequest http, GmailPipeline pipeline, ResumableUpload resumable, CommandedUpload commanded) =>
                        HandleAsync(http, method, root, pipeline, resumable, commanded)).AsMethod(method);
            }
        }

        app.Map("/upload/{**rest}", NotFoundPage.Answer).WithMetadata(new EndpointName(EndpointName.Gmail));
        app.Map("/resumable/{**rest}", NotFoundPage.Answer).WithMetadata(new EndpointName(EndpointName.Gmail));
    }

    private static async Task<IResult> HandleAsync(
        HttpRequest http, GmailMethod method, string root, GmailPipeline pipeline, ResumableUpload resumable, CommandedUpload commanded)
    {
        if (Forms.NullIfEmpty(http.Query[UploadSessions.UploadId]) is { } uploadId)
        {
            return UploadCommands.AreIn(http)
                ? await commanded.ContinueAsync(http, method, uploadId)
                : await resumable.ContinueAsync(http, method, uploadId);
        }

        if (http.Method != method.Verb)
        {
            return NotFoundPage.Answer(http);
        }

        if (!pipeline.TryAuthorize(http, method, out var call, out var refusal))
        {
            return refusal;
        }

        var body = await http.ReadBytesAsync(http.HttpContext.RequestAborted);
        return Begin(call, UploadProtocol.Of(http, root == Resumable), body, pipeline, resumable, commanded);
    }

    private static IResult Begin(
        GmailCall call, UploadProtocol protocol, byte[] body, GmailPipeline pipeline, ResumableUpload resumable, CommandedUpload commanded)
    {
        GmailCall? complete = null;
        var mistake = protocol.Name switch
        {
            UploadProtocol.Resumable => null,
            UploadProtocol.Multipart => SimpleUpload.ReadMultipart(call, body, out complete),
            UploadProtocol.Raw => SimpleUpload.ReadMedia(call, body, protocol.ContentType, out complete),
            var unknown => GmailErrors.InvalidValue(protocol.IsCommanded ? "upload_protocol" : "upload_type", "TYPE_ENUM", unknown),
        };
        return mistake
            ?? (complete is not null ? pipeline.Run(complete) : protocol.IsCommanded ? commanded.Start(call, body) : resumable.Start(call, body));
    }
}
