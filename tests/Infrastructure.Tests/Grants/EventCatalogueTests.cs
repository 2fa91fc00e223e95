using System.Text.Json.Nodes;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Tests.Support;
using Marten;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>What was stored once loads for ever: a sample of each stored event, as the first version wrote it.</summary>
public sealed class EventCatalogueTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "EventSamples");

    private readonly Platform _platform = fixture.Platform;

    public static TheoryData<string> Names => [.. GrantEventTypes.ByName.Keys];

    [Fact]
    public void Every_event_has_a_name_and_every_name_a_sample()
    {
        var events = typeof(GrantEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GrantEvent))).ToList();

        events.Should().NotBeEmpty();
        GrantEventTypes.ByName.Values.Should().BeEquivalentTo(events).And.OnlyHaveUniqueItems();
        Directory.GetFiles(Samples).Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(GrantEventTypes.ByName.Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stored_sample_loads_as_its_type_with_every_property_and_is_written_the_same(string name)
    {
        var sample = await File.ReadAllTextAsync(Path.Combine(Samples, $"{name}.json"));
        var stream = Guid.NewGuid();
        var loaded = await StoreAndLoadAsync(stream, name, sample);

        loaded.Should().BeOfType(GrantEventTypes.ByName[name]);
        var rewritten = JsonNode.Parse(_platform.Get<IDocumentStore>().Options.Serializer().ToJson(loaded));
        JsonNode.DeepEquals(rewritten, JsonNode.Parse(sample)).Should().BeTrue($"{rewritten} is what {sample} is");
        JsonNode.Parse(sample)!.AsObject().Where(property => property.Key is not "grantId").Should().OnlyContain(property => property.Value != null, "a sample leaves nothing out");
    }

    [Theory]
    [InlineData("code_exchanged", "exchangedAt")]
    [InlineData("credentials_stored", "refreshTokenExchangedAt")]
    [InlineData("refresh_failed", "description")]
    [InlineData("reauthorization_required", "description")]
    public async Task O2_O18_An_event_from_before_a_property_was_stored_still_loads(string name, string property)
    {
        var sample = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Samples, $"{name}.json")))!.AsObject();
        sample.Remove(property).Should().BeTrue();

        var loaded = await StoreAndLoadAsync(Guid.NewGuid(), name, sample.ToJsonString());

        loaded.Should().BeOfType(GrantEventTypes.ByName[name]);
        loaded.GetType().GetProperties().Single(each => string.Equals(each.Name, property, StringComparison.OrdinalIgnoreCase)).GetValue(loaded).Should().BeNull();
    }

    /// <summary>Puts the sample into the place of an event that the store wrote itself.</summary>
    private async Task<object> StoreAndLoadAsync(Guid stream, string name, string sample)
    {
        var store = _platform.Get<IDocumentStore>();
        await using var session = store.LightweightSession("samples");
        session.Events.StartStream(stream, new GrantRevoked(Support.Grants.Now));
        await session.SaveChangesAsync();
        await _platform.SqlAsync($"update gmailplatform.mt_events set type = '{name}', mt_dotnet_type = '', data = $json${sample}$json$::jsonb where stream_id = '{stream}' returning 1");
        await using var query = store.QuerySession("samples");
        return (await query.Events.FetchStreamAsync(stream)).Single().Data;
    }
}
