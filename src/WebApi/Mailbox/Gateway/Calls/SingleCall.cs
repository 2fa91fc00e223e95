using GmailPlatform.Domain;
using Microsoft.AspNetCore.Http.Features;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>Parses a single call; its body is not read.</summary>
internal static class SingleCall
{
    private static readonly Failure UnexpectedBody = CallFailures.Invalid("This method takes no body.");

    /// <summary>Parses method, path, query, headers and the body's type; the failure says what cannot be forwarded.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="path">Below the gateway's mount, unescaped, without a leading slash.</param>
    public static Result<GmailCall> Read(HttpRequest request, string path)
    {
        if (GmailPath.Find(path) is not { } target)
        {
            return GmailPath.Unknown;
        }

        if (!GmailQuery.Rewrite(request.QueryString.Value).Succeeded(out var query, out var failure)
            || !GmailCall.FindMethod(request.Method, target, query).Succeeded(out var method, out failure)
            || !RequestHeaders.Read(request.Headers).Succeeded(out var headers, out failure))
        {
            return failure;
        }

        var call = new GmailCall(method, VerbOf(method, request.Method), target, query, headers, ContentType: null);
        return HasBody(request) ? WithBody(call, request) : call;
    }

    private static Result<GmailCall> WithBody(GmailCall call, HttpRequest request)
    {
        if (!call.Path.IsUpload && !call.Method.HasBody)
        {
            return UnexpectedBody;
        }

        var contentType = request.Headers.ContentType.ToString();
        var read = call.Path.IsUpload ? BodyType.ReadUpload(contentType) : BodyType.ReadJson(contentType);
        return read.Succeeded(out var type, out var failure) ? call with { ContentType = type } : failure;
    }

    /// <summary>The verb as a constant of ours, never the client's text.</summary>
    private static string VerbOf(GmailMethod method, string verb) => verb switch
    {
        "PUT" => "PUT",
        "POST" => "POST",
        "DELETE" => "DELETE",
        _ => method.Verb,
    };

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength is not 0 && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not false;
}
