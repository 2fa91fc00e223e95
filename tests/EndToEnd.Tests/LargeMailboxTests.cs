using System.Net.Http.Headers;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A hundred thousand messages in one mailbox.</summary>
[Collection(MemoryTests.Name)]
public sealed class LargeMailboxTests(SharedWorld shared)
{
    private const int Messages = 100_000;

    /// <summary>Bytes.</summary>
    private const long MostHeld = 64 << 20;

    private readonly World _world = shared.World;

    [Fact]
    public async Task The_ids_of_a_hundred_thousand_messages_stream_by_and_are_not_held()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.PostAsync($"sandbox/people/{person}/mail", new { from = "shop@example.com", subject = "News", copies = Messages }, expectedStatus: 201);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/grants/{await tenant.ConnectAsync(person)}/messages");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        // What the test itself keeps is there before the idle memory is measured.
        var seen = new HashSet<ulong>(Messages);
        await tenant.GetAsync(request.RequestUri!.OriginalString);
        var (idle, held) = (MemoryTests.Held(), 0L);

        using var response = await tenant.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
        {
            seen.Add(Convert.ToUInt64(line.Split('"')[3], 16)).Should().BeTrue("no message comes twice");
            held = seen.Count % 40_000 == 0 ? Math.Max(held, MemoryTests.Held() - idle) : held;
        }

        seen.Count.Should().Be(Messages);
        held.Should().BeLessThan(MostHeld);
    }
}
