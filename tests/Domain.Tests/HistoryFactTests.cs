using System.Text;
using System.Text.Json;

namespace GmailPlatform.Domain.Tests;

public sealed class HistoryFactTests
{
    private static readonly HistoryFact Fact = new(
        "0190aaaa-0000-7000-8000-000000000001",
        Guid.Parse("01943a5e-8c4f-7b1a-9d2e-3f4a5b6c7d8e"),
        Sequence: 2,
        Guid.Parse("01943a5e-8c4f-7b1a-9d2e-3f4a5b6c7d8f"),
        "code_exchanged",
        new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(1)).AddMicroseconds(7),
        JsonSerializer.Deserialize<JsonElement>("""{"z": 1, "a": "\u00e9"}"""),
        "user \"x\"",
        CorrelationId: null,
        "00f067aa0ba902b7",
        "AAAA");

    [Fact]
    public void All_that_is_stored_stands_in_its_canonical_JSON() => Encoding.UTF8.GetString(Fact.ToCanonicalJson()).Should().Be(
        """{"actor":"user \"x\"","at":"2026-03-02T09:00:00.000007Z","causationId":"00f067aa0ba902b7","correlationId":null,"data":{"a":"é","z":1},"grantId":"01943a5e-8c4f-7b1a-9d2e-3f4a5b6c7d8e","id":"01943a5e-8c4f-7b1a-9d2e-3f4a5b6c7d8f","previous":"AAAA","sequence":2,"tenantId":"0190aaaa-0000-7000-8000-000000000001","type":"code_exchanged"}""");

    [Fact]
    public void Its_JSON_is_canonical_also_for_who_reads_it_again()
    {
        foreach (var fact in new[] { Fact, Fact with { Archived = true, Actor = null, Previous = null } })
        {
            CanonicalJson.Of(JsonSerializer.SerializeToElement(fact.ToJson())).Should().Equal(fact.ToCanonicalJson());
        }
    }
}
