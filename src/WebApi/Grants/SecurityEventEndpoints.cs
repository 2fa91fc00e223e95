using System.Text;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Grants;

/// <summary>The receiver of Google's security events ("Cross-Account Protection"), pushed as RFC 8935 says.</summary>
internal static class SecurityEventEndpoints
{
    /// <summary>An event is about a kilobyte.</summary>
    private const int LargestToken = 16 * 1024;

    private const string TokenMediaType = "application/secevent+jwt";

    public static IEndpointRouteBuilder MapSecurityEvents(this IEndpointRouteBuilder app)
    {
        app.MapPost("/google/risc", ReceiveSecurityEventAsync).WithTags("Google").AllowAnonymous()
            .WithName("ReceiveSecurityEvent")
            .WithSummary("Receive security event")
            .WithDescription("Google pushes security event tokens here (RFC 8417, RFC 8935). Its signature lets it in; no API key does.")
            .Accepts<string>(TokenMediaType)
            .Produces(StatusCodes.Status202Accepted)
            .Produces<SecurityEventError>(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return app;
    }

    private static async Task<Results<Accepted, BadRequest<SecurityEventError>, ProblemHttpResult>> ReceiveSecurityEventAsync(
        HttpContext http, IMediator mediator, CancellationToken ct)
    {
        if (await ReadTokenAsync(http.Request, ct) is not { } token)
        {
            return Refuse(http, new SecurityEventError("invalid_request", $"The body is larger than {LargestToken} bytes."));
        }

        var result = await mediator.Send(new ReceiveSecurityEvent(token), ct);
        return result.Failure switch
        {
            null => TypedResults.Accepted((string?)null),
            { Kind: FailureKind.InvalidRequest } failure => Refuse(http, new SecurityEventError(failure.Code, failure.Detail)),
            { } failure => failure.ToProblem(),
        };
    }

    private static BadRequest<SecurityEventError> Refuse(HttpContext http, SecurityEventError error)
    {
        http.Response.Headers.ContentLanguage = "en";
        return TypedResults.BadRequest(error);
    }

    /// <summary>The body, which is the token itself; null when it is too large.</summary>
    private static async Task<Secret?> ReadTokenAsync(HttpRequest request, CancellationToken ct)
    {
        var buffer = new byte[LargestToken + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return length > LargestToken ? null : new Secret(Encoding.UTF8.GetString(buffer, 0, length).Trim());
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}

/// <summary>Why an event was refused (RFC 8935 section 2.3).</summary>
/// <param name="Err">A code of RFC 8935 section 2.4.</param>
/// <param name="Description">For people.</param>
internal sealed record SecurityEventError(string Err, string Description);
