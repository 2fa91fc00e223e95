using System.Globalization;
using System.Text;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Any address that keeps what is posted to it. Only an answer of success counts as taken.</summary>
internal sealed class WebhookWitness(IHttpClientFactory clients, IOptions<WitnessOptions> options) : IWitness
{
    public const string HttpClientName = "checkpoint-witness";

    public string Name => "webhook";

    public async Task<Result<Done>> SendAsync(SignedCheckpoint checkpoint, CancellationToken ct)
    {
        using var http = clients.CreateClient(HttpClientName);
        using var body = new StringContent(checkpoint.Note, Encoding.UTF8, "text/plain");
        try
        {
            using var answer = await http.PostAsync(new Uri(options.Value.Webhook!), body, ct);
            return answer.IsSuccessStatusCode
                ? default(Done)
                : AuditFailures.WitnessUnavailable(Name, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return AuditFailures.WitnessUnavailable(Name, e.Message);
        }
    }
}
