using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Gateway.Responses;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>
/// Forwards the allowed calls of a batch in one batch of ours, and answers the others itself, each in its place. Calls whose token
/// Gmail refuses are repeated with newer ones.
/// </summary>
internal sealed class BatchCalls(GmailConnection gmail, IGrantAccess grants, IQuota quota, PublicAddress address)
{
    public async Task HandleAsync(HttpContext http, GatewayMount mount, string path)
    {
        var exchange = new GatewayExchange(http, mount, grants, quota, new GatewayRoots(gmail.Root, address, http.Request, mount));
        if (!BatchReader.ReadEnvelope(http.Request).Succeeded(out var envelope, out var failure)
            // Before the body: a caller without access to the grant must not make us read it.
            || !(await exchange.GetTokenAsync()).Succeeded(out var token, out failure)
            || !(await BatchReader.ReadPartsAsync(http.Request, envelope, mount, http.RequestAborted)).Succeeded(out var parts, out failure))
        {
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        var answers = new BatchResponseWriter(http, parts);
        var allowed = await RefuseForbiddenAsync(exchange, parts, answers);
        await new BatchExchange(gmail, exchange, path + envelope.Query, envelope, parts, answers).RunAsync(allowed, token);
    }

    /// <summary>Answers the calls that are not allowed, and returns the indices of the others.</summary>
    private async Task<List<int>> RefuseForbiddenAsync(GatewayExchange exchange, List<BatchPart> parts, BatchResponseWriter answers)
    {
        var allowed = new List<int>();
        for (var index = 0; index < parts.Count; index++)
        {
            if (await RefusalAsync(exchange, parts[index]) is { } refusal)
            {
                answers.Refuse(index, refusal);
            }
            else
            {
                allowed.Add(index);
            }
        }

        return allowed;
    }

    private async Task<Failure?> RefusalAsync(GatewayExchange exchange, BatchPart part) =>
        !part.Call.Succeeded(out var call, out var failure)
            ? failure
            : await exchange.Policy.RefusalAsync(call, exchange.Http.RequestAborted) ?? await exchange.TakeQuotaAsync(quota.CostOf(call.Method.QuotaName));
}
