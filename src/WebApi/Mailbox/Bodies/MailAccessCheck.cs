using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Limits;
using MediatR;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

/// <summary>Refuses what the grant of the path does not allow.</summary>
/// <param name="anyOf">Scopes that would do, the one that gives away least first.</param>
internal sealed class MailAccessCheck(IReadOnlyList<string> anyOf) : IChecksBeforeBody
{
    public async Task<Failure?> FindRefusalAsync(HttpContext http)
    {
        var query = new CheckMailAccess(
            ApiKeyAuthentication.CallerOf(http.User),
            Guid.Parse((string)http.GetRouteValue("id")!),
            anyOf,
            http.Request.Headers["Idempotency-Key"] is [{ } key] ? key : null);
        return (await http.RequestServices.GetRequiredService<IMediator>().Send(query, http.RequestAborted)).Failure;
    }
}
