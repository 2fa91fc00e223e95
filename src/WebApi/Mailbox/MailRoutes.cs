using System.Globalization;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Limits;
using GmailPlatform.WebApi.Mailbox.Bodies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>What all calls of the mail API have in common: they cost quota, and may wait for it.</summary>
internal static class MailRoutes
{
    private const string CostHeader = "X-Quota-Cost";
    private const string RemainingHeader = "X-Quota-Remaining";

    /// <summary>Bytes. What Gmail takes (35 MiB), and the form around it.</summary>
    private const long LargestMessage = 36 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Routes below a grant. <c>Prefer: wait=10</c> (RFC 7240 section 4.3) lets a call be repeated for so many seconds, at most a minute.</summary>
    public static RouteGroupBuilder MapMail(this IEndpointRouteBuilder app, string path = "")
    {
        var group = app.MapGroup($"/v1/grants/{{id:guid}}{path}").WithTags("Mailbox").OpenToKeysOfTheGrant().WithMetadata(new MailRequestKind());
        group.AddEndpointFilter((context, next) =>
        {
            var meter = context.HttpContext.ShowQuota(context.HttpContext.RequestServices.GetRequiredService<QuotaMeter>());
            meter.Patience = PatienceOf(context.HttpContext.Request);
            return next(context);
        });
        return group;
    }

    /// <summary>Looks at the grant's state and scopes before the body is read.</summary>
    /// <param name="route">A route that takes a body.</param>
    /// <param name="anyOf">Scopes that would do, the one that gives away least first.</param>
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder route, IReadOnlyList<string> anyOf) => route.WithMetadata(new MailAccessCheck(anyOf));

    /// <summary>Takes a message to be sent, which is kept while the request lasts.</summary>
    public static RouteHandlerBuilder TakesMessage(this RouteHandlerBuilder route) => route.WithMetadata(new RequestSizeLimitAttribute(LargestMessage), new MessageBodyCost());

    /// <summary>Lets the answer say in units of Gmail's quota what it cost and what the user has left in this minute.</summary>
    public static QuotaMeter ShowQuota(this HttpContext http, QuotaMeter meter)
    {
        http.Response.OnStarting(() =>
        {
            if (meter.Remaining is { } remaining)
            {
                http.Response.Headers[CostHeader] = meter.Cost.ToString(CultureInfo.InvariantCulture);
                http.Response.Headers[RemainingHeader] = remaining.ToString(CultureInfo.InvariantCulture);
            }

            return Task.CompletedTask;
        });
        return meter;
    }

    /// <summary>Streams are those that answer with lines of JSON.</summary>
    private sealed class MailRequestKind : IHasRequestKind
    {
        public RequestKind KindOf(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Accepts(MessageLines.ContentType) ? RequestKind.Stream
            : PatienceOf(request) > TimeSpan.Zero ? RequestKind.Waiting
            : RequestKind.Call;
    }

    /// <summary>A preference that cannot be read is none (RFC 7240 section 2).</summary>
    private static TimeSpan PatienceOf(HttpRequest request)
    {
        if (!NameValueHeaderValue.TryParseList(request.Headers["Prefer"], out var preferences)
            || preferences.FirstOrDefault(preference => preference.Name.Equals("wait", StringComparison.OrdinalIgnoreCase)) is not { } wait
            || !int.TryParse(wait.Value.AsSpan(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.Zero;
        }

        return seconds < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestWait;
    }
}
