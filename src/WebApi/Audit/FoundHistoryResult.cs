using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using GmailPlatform.Application.Audit;
using GmailPlatform.WebApi.Hosting.Requests;

namespace GmailPlatform.WebApi.Audit;

/// <summary>What a search found, streamed. Without an end line, or in CSV a broken connection, it is not whole.</summary>
internal sealed class FoundHistoryResult(FoundHistory found, bool asCsv) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = asCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=history.{(asCsv ? "csv" : "ndjson")}";
        if (httpContext.IsHead())
        {
            return;
        }

        await (asCsv ? WriteCsvAsync(response.Body, ct) : WriteLinesAsync(response.Body, ct));
    }

    private async Task WriteCsvAsync(Stream body, CancellationToken ct)
    {
        // A spreadsheet would run what some names begin with.
        await using var csv = CsvWriter.Create(body, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        await csv.WriteRecordAsync([.. Row.Names], ct);
        await foreach (var proven in found.Entries.WithCancellation(ct))
        {
            await csv.WriteRecordAsync(Row.Of(proven, found.Checkpoint.Checkpoint.Size).ToFields(), ct);
        }
    }

    private async Task WriteLinesAsync(Stream body, CancellationToken ct)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await WriteAsync(new JsonObject { ["kind"] = "checkpoint", ["note"] = found.Checkpoint.Note });
        await foreach (var proven in found.Entries.WithCancellation(ct))
        {
            await WriteAsync(proven.Leaf is { } leaf
                ? new JsonObject { ["kind"] = "event", ["index"] = leaf.Index, ["event"] = leaf.Fact?.ToJson(), ["path"] = new JsonArray([.. proven.Path.Select(hash => (JsonNode)Convert.ToBase64String(hash))]) }
                : new JsonObject { ["kind"] = "event", ["event"] = JsonSerializer.SerializeToNode(Row.Of(proven, size: 0)) });
        }

        await WriteAsync(new JsonObject { ["kind"] = "end" });

        Task WriteAsync(JsonObject line) => text.WriteAsync((line.ToJsonString() + "\n").AsMemory(), ct);
    }

    /// <summary>A line of CSV. The proof is hashes in base64, apart by spaces, to the root of the checkpoint of that size.</summary>
    private sealed record Row(
        string At, Guid TenantId, Guid GrantId, long Sequence, string Type, string? Actor, string? CorrelationId, string Data, long? LeafIndex, long? CheckpointSize, string? Proof)
    {
        public static readonly IReadOnlyList<string> Names =
            ["at", "tenantId", "grantId", "sequence", "type", "actor", "correlationId", "data", "leafIndex", "checkpointSize", "proof"];

        public string[] ToFields() =>
            [At, TenantId.ToString(), GrantId.ToString(), Text(Sequence), Type, Actor ?? "", CorrelationId ?? "", Data, Text(LeafIndex), Text(CheckpointSize), Proof ?? ""];

        public static Row Of(ProvenEntry proven, long size)
        {
            var ((_, tenant, grantId, e), leaf) = (proven.Entry, proven.Leaf);
            return new Row(
                e.At.ToString("O", CultureInfo.InvariantCulture),
                tenant.Value,
                grantId,
                e.Sequence,
                e.Type,
                e.Actor,
                e.CorrelationId,
                leaf?.Fact?.Data.GetRawText() ?? JsonSerializer.Serialize<object>(e.Data, JsonSerializerOptions.Web),
                leaf?.Index,
                leaf is null ? null : size,
                leaf is null ? null : string.Join(' ', proven.Path.Select(Convert.ToBase64String)));
        }

        private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
    }
}
