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

    /// <summary>Google's tokens live 3599 seconds; asking for more than this would refresh on every call.</summary>
    public static readonly TimeSpan LongestMinValidity = TimeSpan.FromMinutes(55);
}

internal sealed class GetAccessTokenValidator : AbstractValidator<GetAccessToken>
{
    public GetAccessTokenValidator() => RuleFor(query => query.MinValidity)
        .InclusiveBetween(TimeSpan.Zero, GetAccessToken.LongestMinValidity)
        .WithMessage($"minValidity is a number of seconds from 0 to {GetAccessToken.LongestMinValidity.TotalSeconds}.");
}

internal sealed class GetAccessTokenHandler(
    AccessTokens tokens,
    IGrantStore grants,
    IRequestHandler<RefreshCredentials, Result<AccessToken>> refreshCredentials,
    ConsentRequests consent,
    TimeProvider clock)
    : IRequestHandler<GetAccessToken, Result<AccessToken>>
{
    public async Task<Result<AccessToken>> Handle(GetAccessToken query, CancellationToken cancellationToken)
    {
        if (await tokens.VendAsync(query.Caller, query.GrantId, query.MinValidity, cancellationToken) is { } vended)
        {
            return vended.Token;
        }

        var result = await RefreshAsync(query, cancellationToken);
        if (result.Failure is null)
        {
            tokens.CountUse(query.Caller, query.GrantId);
        }

        return result;
    }

    private async Task<Result<AccessToken>> RefreshAsync(GetAccessToken query, CancellationToken ct)
    {
        var held = await grants.HoldAsync(query.Caller.Tenant, query.GrantId, ct);
        if (await held.RefusalAsync(query.Caller.Tenant, consent, ct) is { } refusal)
        {
            return refusal;
        }

        // Somebody else has got a new one since: one that is newer still would be one too many.
        var (stored, now) = (held!.AccessToken(), clock.GetUtcNow());
        if (stored.Lasts(query.MinValidity, now))
        {
            return stored;
        }

        // Google is being left alone until then; a job tries again.
        if (held!.Grant.RetryAt - now is { } wait && wait > TimeSpan.Zero)
        {
            return GrantFailures.GoogleUnavailable with { RetryAfter = wait };
        }

        return await refreshCredentials.Handle(new RefreshCredentials(query.Caller, query.GrantId, NewerThan: stored.Generation) { Routine = true }, ct);
    }
}
