using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>The methods that take a message beside their JSON, under their upload paths.</summary>
internal static class UploadModule
{
    private const string Simple = "/upload";
    private const string Resumable = "/resumable/upload";

    public static IServiceCollection AddUploads(this IServiceCollection services) => services
        .AddSingleton<UploadSessions>()
        .AddSingleton<ResumableUpload>();

    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        foreach (var method in GmailMethods.All.Where(method => method.MaximumUpload is not null))
        {
            foreach (var root in (string[])[Simple, Resumable])
            {
                // The chunks of a resumable upload come by PUT, whatever the method's own verb is.
                string[] verbs = method.Verb == HttpMethods.Put ? [method.Verb] : [method.Verb, HttpMethods.Put];
                app.MapMethods(root + method.Path, verbs, (HttpRequest http, GmailPipeline pipeline, ResumableUpload resumable) =>
                    HandleAsync(http, method, root, pipeline, resumable)).AsMethod(method);
            }
        }

        app.Map("/upload/{**rest}", NotFoundPage.Answer).WithMetadata(new EndpointName(EndpointName.Gmail));
        app.Map("/resumable/{**rest}", NotFoundPage.Answer).WithMetadata(new EndpointName(EndpointName.Gmail));
    }

    private static async Task<IResult> HandleAsync(
        HttpRequest http, GmailMethod method, string root, GmailPipeline pipeline, ResumableUpload resumable)
    {
        if (Forms.NullIfEmpty(http.Query[ResumableUpload.UploadId]) is { } uploadId)
        {
            return await resumable.ContinueAsync(http, method, uploadId);
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
        GmailCall? complete = null;
        var mistake = UploadType(call, root) switch
        {
            "resumable" => null,
            "multipart" => SimpleUpload.ReadMultipart(call, body, out complete),
            "media" => SimpleUpload.ReadMedia(call, body, out complete),
            var unknown => GmailErrors.InvalidValue("upload_type", "TYPE_ENUM", unknown),
        };
        return mistake ?? (complete is null ? resumable.Start(call, body) : pipeline.Run(complete));
    }

    private static string UploadType(GmailCall call, string root)
    {
        var usual = call.Http.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true ? "multipart" : "media";
        return call.Query("uploadType") ?? (root == Resumable ? "resumable" : usual);
    }
}
