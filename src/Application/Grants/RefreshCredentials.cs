using FluentValidation;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Gets a new access token for the stored refresh token (RFC 6749 section 6), together with all others who ask for it now.</summary>
/// <param name="NewerThan">A generation; a token that is already newer is answered as it is. Null asks for one newer than the present.</param>
public sealed record RefreshCredentials(Caller Caller, Guid GrantId, int? NewerThan) : IRequest<Result<AccessToken>>
{
    /// <summary>Whether nobody minds who still gets the present token elsewhere, while it lasts.</summary>
    public bool Routine { get; init; }
}

internal sealed class RefreshCredentialsValidator : AbstractValidator<RefreshCredentials>
{
    public RefreshCredentialsValidator() => RuleFor(command => command.NewerThan)
        .GreaterThanOrEqualTo(0)
        .WithMessage("newerThan is the generation of a token that was answered before.");
}

internal sealed class RefreshCredentialsHandler(RefreshFlights flights, AccessTokens tokens, ConsentRequests consent)
    : IRequestHandler<RefreshCredentials, Result<AccessToken>>
{
    public async Task<Result<AccessToken>> Handle(RefreshCredentials command, CancellationToken cancellationToken)
    {
        var (caller, grantId, newerThan) = command;
        var outcome = await flights.JoinAsync(new Refresh(caller.Tenant, grantId, caller.Actor, newerThan, Routine: command.Routine), cancellationToken);

        // Another node may have got it, of which nobody was told.
        tokens.Drop(grantId);
        if (await outcome.Held.RefusalAsync(caller.Tenant, consent, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return outcome.Failure is { } failure ? failure : outcome.Held!.AccessToken();
    }
}
