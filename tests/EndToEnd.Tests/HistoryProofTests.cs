using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What an application and an auditor can prove over HTTP.</summary>
public sealed class HistoryProofTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_client_proves_that_an_event_is_under_a_signed_checkpoint_and_that_checkpoints_continue_one_another()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await _world.Services.SendAsync(new PublishCheckpoint());
        var earlier = await tenant.GetAsync("v1/audit/checkpoint");
        await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await _world.Services.SendAsync(new PublishCheckpoint());

        var proof = await tenant.GetAsync($"v1/grants/{grant}/history/1/proof");
        var checkpoint = proof.GetProperty("checkpoint");
        var (size, root) = (checkpoint.GetProperty("size").GetInt64(), Hash(checkpoint, "rootHash"));

        proof.GetProperty("event").Text("grantId").Should().Be(grant);
        Rfc6962.IsIncluded(Rfc6962.Leaf(SHA256.HashData(CanonicalJson.Of(proof.GetProperty("event")))), proof.GetProperty("leafIndex").GetInt64(), size, Hashes(proof), root).Should().BeTrue();
        var note = SignedNote.Parse(checkpoint.Text("note")!)!;
        Checkpoint.Parse(note.Text).Should().BeEquivalentTo(new { Size = size, RootHash = root });
        (await tenant.GetAsync("v1/audit/keys")).GetProperty("keys").EnumerateArray().Select(key => key.Text("id")).Should().Contain(note.Signatures[0].KeyId);
        var from = earlier.GetProperty("size").GetInt64();
        var consistency = await tenant.GetAsync($"v1/audit/consistency?from={from}&to={size}");
        Rfc6962.IsConsistent(from, Hash(earlier, "rootHash"), size, root, Hashes(consistency)).Should().BeTrue();
    }

    [Fact]
    public async Task C1_Four_codes_of_one_new_person_posted_at_once_leave_a_history_that_verifies()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var codes = new List<string>();
        for (var code = 0; code < 4; code++)
        {
            codes.Add((await _world.Google.ConsentAsync($"{ClientFlow.AuthorizationUrl(_world)}&prompt=consent", person)).Code!);
        }

        var answers = await Task.WhenAll(codes.Select(code => tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code))));

        answers.Select(answer => (int)answer.StatusCode).Order().Should().Equal(200, 200, 200, 201);
        using var output = new MemoryStream();
        await _world.Services.SendAsync(new ExportHistory(output));
        var keys = string.Join('\n', (await _world.Services.SendAsync(new ListCheckpointKeys())).Select(key => key.Key));
        using var export = new StringReader(Encoding.UTF8.GetString(output.ToArray()));
        (await _world.Services.SendAsync(new VerifyExport(export, keys, Witness: null))).Findings.Should().BeEmpty();
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Proofs_of_another_tenants_events_and_of_what_is_not_there_are_refused()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await _world.Services.SendAsync(new PublishCheckpoint());

        (await other.GetAsync($"v1/grants/{grant}/history/1/proof", expectedStatus: 404)).Text("code").Should().Be("not_found");
        (await tenant.GetAsync($"v1/grants/{grant}/history/99/proof", expectedStatus: 404)).Text("code").Should().Be("not_found");
        (await tenant.GetAsync("v1/audit/consistency?from=0", expectedStatus: 400)).GetProperty("errors").TryGetProperty("from", out _).Should().BeTrue();
        (await tenant.GetAsync("v1/audit/consistency?from=2&to=1", expectedStatus: 400)).GetProperty("errors").TryGetProperty("to", out _).Should().BeTrue();
        (await tenant.GetAsync("v1/audit/consistency?from=1&to=999999999", expectedStatus: 503)).Text("code").Should().Be("checkpoint_pending");
    }

    [Fact]
    public async Task An_auditor_takes_a_search_away_as_lines_or_as_CSV_with_proofs_and_an_operator_does_not()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await _world.Services.SendAsync(new PublishCheckpoint());
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);
        using var operatorVisitor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Operator);

        var lines = (await ExportAsync("ndjson")).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var csv = await ExportAsync("csv");

        lines.Select(line => line.Text("kind")).Should().StartWith("checkpoint").And.EndWith("end").And.HaveCount(5);
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(lines[0].Text("note")!)!.Text)!;
        lines[1..^1].Should().OnlyContain(line => Rfc6962.IsIncluded(
            Rfc6962.Leaf(SHA256.HashData(CanonicalJson.Of(line.GetProperty("event")))), line.GetProperty("index").GetInt64(), checkpoint.Size, Hashes(line), checkpoint.RootHash));
        csv.Should().HaveCount(4);
        csv[0].Should().Be("at,tenantId,grantId,sequence,type,actor,correlationId,data,leafIndex,checkpointSize,proof");
        csv[^1].Should().Contain($",{grant},1,grant_connected,user,");
        await operatorVisitor.ReadAsync($"/console/history/export?grant={grant}", expectedStatus: 403);

        async Task<string[]> ExportAsync(string format)
        {
            using var answer = await auditor.GetAsync($"/console/history/export?tenant=&from=&grant={grant}&format={format}");
            answer.IsSuccessStatusCode.Should().BeTrue();
            answer.Content.Headers.ContentDisposition!.FileName.Should().Be($"history.{format}");
            return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static byte[] Hash(JsonElement json, string name) => Convert.FromBase64String(json.Text(name)!);

    private static IReadOnlyList<byte[]> Hashes(JsonElement proof) => [.. proof.GetProperty("path").EnumerateArray().Select(hash => Convert.FromBase64String(hash.GetString()!))];
}
