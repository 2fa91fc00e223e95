using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tests;

internal static class Callers
{
    public static readonly Caller Any = new(TenantId.New(ValidatedRequests.Now), Actor.ApiKey("0123456789abcdef"));
}
