using FluentValidation;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>An access token that stays valid for at least <paramref name="MinValidity"/>; refreshed first where it would not.</summary>
public sealed record GetAccessToken(Caller Caller, Guid GrantId, TimeSpan MinValidity) : IRequest<Result<AccessToken>>
{
    public static readonly TimeSpan DefaultMinValidity = TimeSpan.FromMinutes(1);
}

internal sealed class GetAccessTokenValidator : AbstractValidator<GetAccessToken>
{
    /// <summary>Google's tokens live 3599 seconds; asking for more than this would refresh on every call.</summary>
    private const int LongestMinutes = 55;

    public GetAccessTokenValidator() => RuleFor(query => query.MinValidity)
        .InclusiveBetween(TimeSpan.Zero, TimeSpan.FromMinutes(LongestMinutes))
        .WithMessage($"minValidity is a number of seconds from 0 to {LongestMinutes * 60}.");
}

internal sealed class GetAccessTokenHandler(
    IGrantStore grants,
    IRequestHandler<RefreshCredentials, Result<AccessToken>> refreshCredentials,
    ConsentRequests consent,
    TimeProvider clock)
    : IRequestHandler<GetAccessToken, Result<AccessToken>>
{
    public async Task<Result<AccessToken>> Handle(GetAccessToken query, CancellationToken cancellationToken)
    {
        var held = await grants.HoldAsync(query.Caller.Tenant, query.GrantId, cancellationToken);
        if (await held.RefusalAsync(query.Caller.Tenant, consent, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (grant, now) = (held!.Grant, clock.GetUtcNow());
        if (grant.AccessTokenExpiresAt - now >= query.MinValidity && now < grant.AccessTokenExpiresAt)
        {
            return held.AccessToken();
        }

        // Google is being left alone until then; a job tries again.
        if (now < grant.RetryAt)
        {
            return GrantFailures.GoogleUnavailable with { RetryAfter = grant.RetryAt - now };
        }

        return await refreshCredentials.Handle(
            new RefreshCredentials(query.Caller, query.GrantId, NewerThan: grant.Generation), cancellationToken);
    }
}
