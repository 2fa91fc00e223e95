using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>One exchange of this node, and what its callers hear of it.</summary>
internal sealed class RunningExchange(ExchangeFlow flow)
{
    private readonly TaskCompletionSource<Result<ConnectedGrant>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ExchangeState _state = new ExchangeState.Exchanging();

    public ExchangeFlow Flow => flow;

    public TenantId Tenant => flow.Command.Caller.Tenant;

    /// <summary>What the exchange is doing.</summary>
    public string StateName => _state.GetType().Name;

    /// <summary>Equal for requests that bring the same code for the same purpose: a client that repeats its request joins the exchange.</summary>
    public string Key { get; } = string.Join(
        ' ', flow.Command.Caller.Tenant, flow.Command.Code.Sha256(), flow.Command.CodeVerifier?.Sha256(), flow.Command.GrantId, flow.RedirectUri);

    /// <summary>The authorization that the code answers; null for a code that a client obtained itself.</summary>
    public Guid? AuthorizationId => flow.Command.Answers?.Authorization.Id;

    public Task<Result<ConnectedGrant>> Result => _result.Task;

    /// <summary>Completes when nothing is left to do, such as recording the outcome.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What a caller hears who stops waiting.</summary>
    public Failure Pending => _state is ExchangeState.Storing storing ? storing.Pending : GrantFailures.ExchangePending;

    public void Enter(ExchangeState state) => _state = state;

    public void Complete(Result<ConnectedGrant> result) => _result.TrySetResult(result);

    public void End() => _ended.TrySetResult();
}
