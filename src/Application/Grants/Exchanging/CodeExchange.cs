using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>A code, and what is known of its flow.</summary>
/// <param name="HostedDomain">Only an account of this organization may answer.</param>
internal sealed record ExchangeFlow(ExchangeCode Command, GoogleClient Client, string? HostedDomain)
{
    /// <summary>The grant that a client renews by a flow of its own.</summary>
    public GrantView? Renewed { get; init; }

    /// <summary>The redirect URI that the code was made for.</summary>
    public string RedirectUri => Command.Answers is null ? Command.RedirectUri : Client.RedirectUri;
}

/// <summary>Drives the <see cref="ExchangeState"/> of one code to its end. Pauses and limits are in real time, as the network and the database are.</summary>
internal sealed class CodeExchange(
    ITokenEndpoint google,
    IGoogleClients clients,
    IIdentityProvider identities,
    IRequestHandler<StoreCredentials, Result<ConnectedGrant>> storeCredentials,
    RepairUrls urls,
    IOutages outages,
    ExchangeLimits limits,
    IExchangeLog log,
    TimeProvider clock)
{
    private const int MaxUnexpectedErrors = 3;

    private readonly TimeProvider _time = TimeProvider.System;
    private DateTimeOffset _exchangedAt;
    private TimeSpan _latency;
    private int _unexpectedErrors;

    /// <summary>Runs to the end, whether or not a caller waits for it.</summary>
    /// <param name="flow">The code and its flow.</param>
    /// <param name="entered">Hears of each state.</param>
    public async Task<Result<ConnectedGrant>> RunAsync(ExchangeFlow flow, Action<ExchangeState> entered)
    {
        ExchangeState state = new ExchangeState.Exchanging();
        try
        {
            for (var stepStarted = _time.GetTimestamp(); state is not (ExchangeState.Connected or ExchangeState.Failed);)
            {
                entered(state);
                await Task.Delay(state.Pause, _time, CancellationToken.None);
                var next = await StepAsync(flow, state, stepStarted);
                stepStarted = next.GetType() == state.GetType() ? stepStarted : _time.GetTimestamp();
                state = next;
            }
        }
        catch (Exception e)
        {
            log.ExchangeBroken(flow.Command.Caller.Tenant, state.GetType().Name, e);
            state = new ExchangeState.Failed(GrantFailures.ExchangeBroken, ForceConsent: true);
        }

        entered(state);
        return state is ExchangeState.Connected { Grant: var grant } ? grant : Fail(flow, (ExchangeState.Failed)state);
    }

    private async Task<ExchangeState> StepAsync(ExchangeFlow flow, ExchangeState state, long stepStarted)
    {
        var left = Remaining(state, stepStarted);
        return state switch
        {
            ExchangeState.Exchanging exchanging => exchanging.After(
                await AttemptAsync(flow, state, () => ExchangeAsync(flow), GrantFailures.GoogleUnavailable), left()),
            ExchangeState.Identifying identifying => identifying.After(
                await AttemptAsync(flow, state, () => IdentifyAsync(flow, identifying), GrantFailures.GoogleUnavailable), flow.HostedDomain, left()),
            ExchangeState.Storing storing => storing.After(
                await AttemptAsync(flow, state, () => TryStoreAsync(flow, storing), CommonFailures.DatabaseUnavailable), left()),
            _ => throw new InvalidOperationException($"An exchange does not go on from {state.GetType().Name}."),
        };
    }

    /// <summary>An outage, and a bug that may not come again, are passing failures of the attempt: tokens may be in hand.</summary>
    private async Task<Result<T>> AttemptAsync<T>(ExchangeFlow flow, ExchangeState state, Func<Task<Result<T>>> attempt, Failure unexpected)
        where T : notnull
    {
        var (tenant, name) = (flow.Command.Caller.Tenant, state.GetType().Name);
        try
        {
            return await attempt();
        }
        catch (Exception e) when (outages.Describe(e) is not null)
        {
            log.OutageMet(tenant, name, e);
            return outages.Describe(e)!;
        }
        catch (Exception e) when (++_unexpectedErrors < MaxUnexpectedErrors)
        {
            log.UnexpectedError(tenant, name, e);
            return unexpected;
        }
    }

    private Failure Fail(ExchangeFlow flow, ExchangeState.Failed failed)
    {
        if (failed.Failure.Reason == GrantFailures.TokensLostReason)
        {
            log.TokensLost(flow.Command.Caller.Tenant, failed.Failure.Code);
        }

        // The URL of a suspended tenant would lead to the same refusal.
        return failed.Failure.Kind is FailureKind.Forbidden ? failed.Failure : urls.WithUrl(failed, flow);
    }

    private Func<TimeSpan> Remaining(ExchangeState state, long stepStarted)
    {
        var limit = state is ExchangeState.Storing ? limits.StorageRetryWindow : limits.RetryWindow;
        return () => limit - _time.GetElapsedTime(stepStarted);
    }

    private async Task<Result<SealedTokens>> ExchangeAsync(ExchangeFlow flow)
    {
        var started = _time.GetTimestamp();
        _exchangedAt = clock.GetUtcNow();
        var answer = await ExchangeAsync(flow, flow.Client);
        if (answer.Failure is { Kind: FailureKind.OperatorNeeded }
            && await clients.ForTenantAsync(flow.Command.Caller.Tenant, CancellationToken.None) is var client && ClientBreakers.IdOf(client) != ClientBreakers.IdOf(flow.Client))
        {
            // An admin replaced a secret of the client meanwhile. A client that Google rejects has not spent the code.
            answer = await ExchangeAsync(flow, client);
        }

        _latency = _time.GetElapsedTime(started);
        return answer.Succeeded(out var tokens, out var failure) ? SealedTokens.Seal(tokens) : failure;
    }

    private Task<Result<TokenSet>> ExchangeAsync(ExchangeFlow flow, GoogleClient client) =>
        google.ExchangeAsync(client, flow.Command.Code, flow.RedirectUri, flow.Command.CodeVerifier, CancellationToken.None);

    private Task<Result<Identity>> IdentifyAsync(ExchangeFlow flow, ExchangeState.Identifying identifying) =>
        identities.IdentifyAsync(flow.Client, identifying.Tokens.Open(), flow.Command.Answers?.Secrets.Nonce, CancellationToken.None);

    /// <summary>One commit with a deadline of its own.</summary>
    private async Task<Result<ConnectedGrant>> TryStoreAsync(ExchangeFlow flow, ExchangeState.Storing storing)
    {
        using var deadline = WorkDeadline.Start(WorkDeadline.Limit, CancellationToken.None);
        return await WorkDeadline.GuardAsync(StoreAsync(flow, storing));
    }

    private async Task<Result<ConnectedGrant>> StoreAsync(ExchangeFlow flow, ExchangeState.Storing storing)
    {
        var command = flow.Command;
        var stored = await storeCredentials.Handle(
            new StoreCredentials(command.Caller, storing.Identity, storing.Tokens.Open(), command.Scopes, command.GrantId, command.Answers?.Authorization.ReturnUrl, _latency)
            {
                IsWholeAuthorization = command.Answers is { Authorization.Standalone: false },
                ExchangedAt = _exchangedAt,
                Answers = command.Answers,
            },
            CancellationToken.None);
        return stored.Succeeded(out var grant, out _) && grant.MissingScopes.Count > 0
            ? grant with { AuthorizationUrl = await urls.MissingScopesUrlAsync(flow, grant) }
            : stored;
    }
}
