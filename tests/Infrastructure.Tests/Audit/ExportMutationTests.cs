using System.Text.Json.Nodes;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Each way to edit an export is named, though the forger makes its digest anew.</summary>
public sealed class ExportMutationTests(ExportMutationTests.Exports exports) : IClassFixture<ExportMutationTests.Exports>
{
    private static readonly IReadOnlyList<string> EventMembers =
        ["actor", "at", "causationId", "correlationId", "data", "grantId", "id", "previous", "sequence", "tenantId", "type"];

    private static readonly IReadOnlyDictionary<string, Action<ExportText, Exports>> Mutations = new Dictionary<string, Action<ExportText, Exports>>(StringComparer.Ordinal)
    {
        ["an event dropped"] = (export, _) => export.Lines.RemoveAt(export.Find("event", 2)),
        ["an event dropped, and the others numbered anew"] = (export, _) =>
        {
            export.Lines.RemoveAt(export.Find("event", 2));
            export.Renumber();
        },
        ["an event twice"] = (export, _) => export.Lines.Insert(export.Find("event", 2), export.Lines[export.Find("event", 2)]),
        ["an event twice, and the others numbered anew"] = (export, _) =>
        {
            export.Lines.Insert(export.Find("event", 2), export.Lines[export.Find("event", 2)]);
            export.Renumber();
        },
        ["an event of another history put between"] = (export, foreign) =>
        {
            export.Lines.Insert(export.Find("event", 2), new ExportText(foreign.Foreign).Lines.Single(line => line.Contains("\"index\":2,", StringComparison.Ordinal)));
            export.Renumber();
        },
        ["two events in one another's lines"] = (export, _) => export.Swap(export.Find("event", 1), export.Find("event", 2)),
        ["two events in one another's places"] = (export, _) =>
        {
            export.Swap(export.Find("event", 1), export.Find("event", 2));
            export.Renumber();
        },
        ["the hashes of two events swapped"] = (export, _) => SwapMembers(export, "hash"),
        ["the leaves of two events swapped"] = (export, _) => SwapMembers(export, "leafHash"),
        ["an event said to be gone"] = (export, _) => export.Edit(export.Find("event"), line => line["event"] = null),
        ["an event said to be unreadable"] = (export, _) => export.Edit(export.Find("event"), line => (line["event"], line["unreadable"]) = (null, "")),
        ["an event with a text beside it"] = (export, _) => export.Edit(export.Find("event"), line => line["unreadable"] = "nothing"),
        ["an event without its hash"] = (export, _) => export.Edit(export.Find("event"), line => line["hash"] = null),
        ["a leaf that is gone"] = (export, _) => export.Edit(export.Find("event"), line => (line["event"], line["leafHash"]) = (null, null)),
        ["another grant outside"] = (export, _) => export.Edit(export.Find("event"), line => line["grantId"] = Guid.NewGuid().ToString()),
        ["no grant outside"] = (export, _) => export.Edit(export.Find("event"), line => line["grantId"] = null),
        ["a grant that is a number"] = (export, _) => export.Edit(export.Find("event"), line => line["grantId"] = 5),
        ["a grant in another notation"] = (export, _) => export.Edit(export.Find("event"), line => line["grantId"] = line["grantId"]!.GetValue<string>().ToUpperInvariant()),
        ["another place outside"] = (export, _) => export.Edit(export.Find("event"), line => line["sequence"] = 2),
        ["a place that is a text"] = (export, _) => export.Edit(export.Find("event"), line => line["sequence"] = "1"),
        ["another index"] = (export, _) => export.Edit(export.Find("event"), line => line["index"] = 7),
        ["an index that is none"] = (export, _) => export.Edit(export.Find("event"), line => line["index"] = 0.5),
        ["a member more"] = (export, _) => export.Edit(export.Find("event"), line => line["note"] = "hidden"),
        ["a member more inside"] = (export, _) => export.Edit(export.Find("event"), line => line["event"]!["note"] = "hidden"),
        ["a member less"] = (export, _) => export.Edit(export.Find("event"), line => line.Remove("hash")),
        ["a member twice"] = (export, _) => Replace(export, export.Find("event"), "{\"kind\"", "{\"kind\":\"event\",\"kind\""),
        ["a member twice inside, the first a lie"] = (export, _) => Replace(export, export.Find("event"), "\"event\":{", "\"event\":{\"actor\":\"somebody\","),
        ["a member twice in its data"] = (export, _) => Replace(export, export.Find("event", 1), "\"latencyMilliseconds\":", "\"latencyMilliseconds\":1,\"latencyMilliseconds\":"),
        ["a number in another notation"] = (export, _) => Replace(export, export.Find("event", 1), "\"latencyMilliseconds\":12", "\"latencyMilliseconds\":12.0"),
        ["a number that is no double"] = (export, _) => Replace(export, export.Find("event", 1), "\"latencyMilliseconds\":12", "\"latencyMilliseconds\":1e400"),
        ["half of a character"] = (export, _) => Replace(export, export.Find("event", 1), "\"actor\":\"", "\"actor\":\"\\ud800"),
        ["an event edited with hash and leaf"] = (export, _) =>
        {
            export.Edit(export.Find("event", 1), line => line["event"]!["actor"] = "somebody");
            export.Rehash(export.Find("event", 1));
        },
        ["the end cut off, but for the last line"] = (export, _) => export.Lines.RemoveRange(export.Last("event"), export.Lines.Count - 1 - export.Last("event")),
        ["the last line cut off"] = (export, _) => export.Lines.RemoveAt(export.Lines.Count - 1),
        ["cut off in the middle of a line"] = (export, _) =>
        {
            export.Lines.RemoveRange(8, export.Lines.Count - 8);
            export.Lines[^1] = export.Lines[^1][..^20];
        },
        ["everything cut off but the first and the last line"] = (export, _) =>
        {
            export.Lines.RemoveRange(1, export.Lines.Count - 2);
            export.Renumber();
        },
        ["no checkpoint"] = (export, _) => export.Lines.RemoveAll(line => line.Contains("\"kind\":\"checkpoint\"", StringComparison.Ordinal)),
        ["only the older checkpoints"] = (export, _) => export.Lines.RemoveAt(export.Last("checkpoint")),
        ["a checkpoint of another log"] = (export, foreign) => export.Lines[export.Last("checkpoint")] = new ExportText(foreign.Foreign).Lines.First(line => line.Contains("\"kind\":\"checkpoint\"", StringComparison.Ordinal)),
        ["a checkpoint of another log beside the others"] = (export, foreign) => export.Lines.Insert(export.Last("checkpoint"), new ExportText(foreign.Foreign).Lines.First(line => line.Contains("\"kind\":\"checkpoint\"", StringComparison.Ordinal))),
        ["a checkpoint twice"] = (export, _) => export.Lines.Insert(export.Last("checkpoint"), export.Lines[export.Last("checkpoint")]),
        ["a checkpoint behind more events than it covers"] = (export, _) => export.Swap(export.Find("checkpoint"), export.Last("event")),
        ["a checkpoint with another root"] = (export, _) => EditNote(export, note => note.Replace(note.Split('\n')[2], Convert.ToBase64String(new byte[32]), StringComparison.Ordinal)),
        ["a checkpoint with another size"] = (export, _) => EditNote(export, note => note.Replace($"\n{note.Split('\n')[1]}\n", "\n1\n", StringComparison.Ordinal)),
        ["a checkpoint with another signature"] = (export, _) => EditNote(export, note => note[..^6] + (note[^6] is 'A' ? 'B' : 'A') + note[^5..]),
        ["a checkpoint with a signature of nobody"] = (export, _) => EditNote(export, note => $"{note}— ghost AAAAAAAA\n"),
        ["a checkpoint that ends with a blank line"] = (export, _) => EditNote(export, note => note + "\n"),
        ["a checkpoint that is only a blank line"] = (export, _) => EditNote(export, _ => "text\n\n"),
        ["a checkpoint that is a number"] = (export, _) => export.Edit(export.Last("checkpoint"), line => line["note"] = 5),
        ["another size in the first line"] = (export, _) => export.Edit(0, line => line["size"] = 3),
        ["another size in the last line"] = (export, _) => export.Edit(export.Lines.Count - 1, line => line["size"] = 3),
        ["another name of the log"] = (export, _) => export.Edit(0, line => line["origin"] = "gmailplatform/another"),
        ["a name of the log that a terminal would obey"] = (export, _) => export.Edit(0, line => line["origin"] = "\u001b[2J"),
        ["another form"] = (export, _) => export.Edit(0, line => line["format"] = "gmailplatform-history/2"),
        ["a form that nobody knows"] = (export, _) => export.Edit(0, line => line["format"] = "gmailplatform-history/9"),
        ["no first line"] = (export, _) => export.Lines.RemoveAt(0),
        ["two first lines"] = (export, _) => export.Lines.Insert(0, export.Lines[0]),
        ["a key left out"] = (export, _) => export.Lines.RemoveAt(export.Find("key")),
        ["a key that is none"] = (export, _) => export.Edit(export.Find("key"), line => line["key"] = line["key"]!.GetValue<string>()[..^4]),
        ["a key among the events"] = (export, _) => export.Lines.Insert(export.Find("event", 1), export.Lines[export.Find("key")]),
        ["an event disguised as a tombstone"] = (export, _) => Disguise(export, export[export.Find("event", 3)]["leafHash"]!.GetValue<string>()),
        ["an event disguised as a tombstone, with the leaf of one"] = (export, _) => Disguise(export, Convert.ToBase64String(MerkleTree.EmptyLeaf)),
        ["an event with the type of a tombstone"] = (export, _) => export.Edit(export.Find("event", 3), line => (line["hash"], line["event"]!["type"], line["event"]!["data"]) = (null, "tombstone", new JsonObject())),
        ["a tombstone put between"] = (export, _) =>
        {
            export.Lines.Insert(export.Find("event", 2), $$"""{"kind":"tombstone","index":2,"leafHash":"{{Convert.ToBase64String(MerkleTree.EmptyLeaf)}}"}""");
            export.Renumber();
        },
        ["an event among those that never had a leaf"] = (export, _) => export.Lines.Insert(export.Lines.Count - 1, new JsonObject { ["kind"] = "stray", ["event"] = export[export.Find("event")]["event"]!.DeepClone() }.ToJsonString()),
        ["an event without a leaf whose members are of no type"] = (export, _) => export.Lines.Insert(export.Lines.Count - 1, """{"kind":"stray","event":{"grantId":5,"sequence":"x"}}"""),
        ["a line that is no JSON"] = (export, _) => export.Lines.Insert(4, "{\"kind\":"),
        ["a line that is no object"] = (export, _) => export.Lines.Insert(4, "[1]"),
        ["a line of no kind"] = (export, _) => export.Lines.Insert(4, "{\"kind\":\"comment\"}"),
        ["an empty line"] = (export, _) => export.Lines.Insert(4, ""),
        ["a line after the last"] = (export, _) => export.Lines.Add(export.Lines[export.Find("event")]),
        ["two last lines"] = (export, _) => export.Lines.Add(export.Lines[^1]),
        ["depth"] = (export, _) => export.Lines.Insert(4, new string('[', 100_000)),
        ["a very long line"] = (export, _) => export.Lines.Insert(4, new string('x', 5_000_000)),
    };

    public static TheoryData<string> Names => [.. Mutations.Keys];

    public static TheoryData<string, int> Members => new(EventMembers.SelectMany(member => new[] { (member, 0), (member, 4) }));

    [Fact]
    public async Task S6_The_export_as_it_was_written_has_no_findings()
    {
        var verified = await exports.VerifyAsync(new ExportText(exports.Honest).WithDigest());

        verified.Findings.Should().BeEmpty();
        verified.Checkpoints.Should().BeGreaterThanOrEqualTo(4, "the key was changed between");
        new ExportText(exports.Honest).WithDigest().Should().Be(exports.Honest);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task S11_Each_mutation_of_an_export_is_named(string mutation)
    {
        var export = new ExportText(exports.Honest);
        Mutations[mutation](export, exports);

        (await exports.VerifyAsync(export.WithDigest())).Findings.Should().NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task S11_An_edit_of_each_member_of_an_event_is_named_with_its_leaf(string member, int leaf)
    {
        var export = new ExportText(exports.Honest);
        export.Edit(export.Find("event", leaf), line => line["event"]![member] = member is "data" ? new JsonObject() : member is "sequence" ? 99 : $"another {member}");

        (await exports.VerifyAsync(export.WithDigest())).Findings.Should().Contain(finding => finding.Leaf == leaf);
    }

    [Fact]
    public async Task S11_What_proves_nothing_by_itself_is_still_part_of_what_was_exported()
    {
        foreach (var edit in new Action<ExportText>[]
        {
            export => export.Lines.RemoveAt(export.Find("checkpoint")),
            export => export.Lines[2] = export.Lines[2].Replace(":", ": ", StringComparison.Ordinal),
            export => export.Swap(export.Find("key"), export.Find("key", 1)),
        })
        {
            var export = new ExportText(exports.Honest);
            edit(export);

            (await exports.VerifyAsync(export.ToString())).Findings.Should().NotBeEmpty();
        }
    }

    [Fact]
    public async Task S11_Only_an_empty_history_that_was_signed_as_empty_is_sound_without_events()
    {
        (await exports.VerifyAsync(exports.Empty, exports.KeysOfEmpty)).Should().BeEquivalentTo(new { Size = 0, Checkpoints = 1, Findings = Array.Empty<HistoryFinding>() });

        var unsigned = new ExportText(exports.Empty);
        unsigned.Lines.RemoveAt(unsigned.Find("checkpoint"));
        foreach (var keys in new[] { exports.KeysOfEmpty, null })
        {
            (await exports.VerifyAsync(unsigned.WithDigest(), keys)).Findings.Should().ContainSingle().Which.Kind.Should().Be(FindingKind.Untrusted);
        }
    }

    [Theory]
    [InlineData("{\"size\":1}")]
    [InlineData("{\"size\":1,\"note\":\"text\\n\\n\"}")]
    [InlineData("{\"size\":1e400,\"note\":\"\\ud800\"}")]
    [InlineData("5")]
    [InlineData("")]
    public async Task S6_A_line_of_a_witness_that_is_none_is_a_finding(string line) =>
        (await exports.VerifyAsync(exports.Honest, exports.Keys, $"{line}\n")).Findings.Should().ContainSingle().Which.Kind.Should().Be(FindingKind.Unreadable);

    private static void SwapMembers(ExportText export, string member)
    {
        var (one, other) = (export.Find("event", 1), export.Find("event", 2));
        var (first, second) = (export[one][member]!.GetValue<string>(), export[other][member]!.GetValue<string>());
        export.Edit(one, line => line[member] = second);
        export.Edit(other, line => line[member] = first);
    }

    private static void Replace(ExportText export, int line, string text, string by)
    {
        export.Lines[line].Should().Contain(text);
        export.Lines[line] = export.Lines[line].Replace(text, by, StringComparison.Ordinal);
    }

    private static void EditNote(ExportText export, Func<string, string> edit) =>
        export.Edit(export.Last("checkpoint"), line => line["note"] = edit(line["note"]!.GetValue<string>()));

    private static void Disguise(ExportText export, string leafHash) =>
        export.Lines[export.Find("event", 3)] = $$"""{"kind":"tombstone","index":3,"leafHash":"{{leafHash}}"}""";

    /// <summary>The exports of three logs.</summary>
    public sealed class Exports(Databases databases) : IAsyncLifetime
    {
        private Platform _platform = null!;

        public string Honest { get; private set; } = "";

        public string Keys { get; private set; } = "";

        public string Foreign { get; private set; } = "";

        public string Empty { get; private set; } = "";

        public string KeysOfEmpty { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            _platform = await Platform.StartAsync(await databases.CreateAsync());
            await WriteAsync(_platform);
            await _platform.SendAsync(new RotateCheckpointKey());
            await WriteAsync(_platform);
            (Honest, Keys) = await ExportAsync(_platform);
            await using var other = await Platform.StartAsync(await databases.CreateAsync());
            await WriteAsync(other);
            (Foreign, _) = await ExportAsync(other);
            await using var empty = await Platform.StartAsync(await databases.CreateAsync());
            (Empty, KeysOfEmpty) = await ExportAsync(empty);
        }

        public ValueTask DisposeAsync() => _platform.DisposeAsync();

        public Task<VerifiedHistory> VerifyAsync(string export) => VerifyAsync(export, Keys);

        public Task<VerifiedHistory> VerifyAsync(string export, string? keys, string? witness = null) => HistoryToTamperWith.VerifyAsync(_platform, export, keys, witness);

        private static async Task WriteAsync(Platform platform)
        {
            var (store, tenant) = (platform.Get<IGrantStore>(), Support.Grants.ATenant());
            var grant = await store.ConnectAsync(tenant);
            await platform.SendAsync(new PublishCheckpoint());
            await store.TryCommitAsync((await store.HoldAsync(tenant, grant)).Refreshed(tenant), CancellationToken.None);
            await store.ConnectAsync(tenant);
            await platform.SendAsync(new PublishCheckpoint());
        }

        private static async Task<(string Export, string Keys)> ExportAsync(Platform platform)
        {
            using var output = new MemoryStream();
            await platform.SendAsync(new ExportHistory(output));
            return (System.Text.Encoding.UTF8.GetString(output.ToArray()), string.Join('\n', (await platform.SendAsync(new ListCheckpointKeys())).Select(key => key.Key)));
        }
    }
}
