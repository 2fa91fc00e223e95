using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Finds grants that ended a day ago and of which Google has still to be told, and reminds of them, should the reminder be lost.</summary>
public sealed record ResumeRevocations : IRequest<Result<ResumedRevocations>>;

public sealed record ResumedRevocations(int Count);

internal sealed class ResumeRevocationsHandler(IGrantStore grants, IGrantJobs jobs, TimeProvider clock)
    : IRequestHandler<ResumeRevocations, Result<ResumedRevocations>>
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Overdue = TimeSpan.FromDays(1);

    public async Task<Result<ResumedRevocations>> Handle(ResumeRevocations command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var pending = await grants.ListPendingRevocationsAsync(now - Overdue, BatchSize, cancellationToken);
        foreach (var (tenant, grantId) in pending)
        {
            await jobs.ConfirmRevocationAsync(tenant, grantId, now, cancellationToken);
        }

        return new ResumedRevocations(pending.Count);
    }
}
