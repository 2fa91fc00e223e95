using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace GmailPlatform.WebApi.Tests.Gateway;

/// <summary>Whoever reads a batch that the gateway writes finds the calls that it checked, and no other.</summary>
public sealed class BatchReadersTests
{
    private const int Samples = 600;

    private static readonly string[] LineEnds = ["\n", "\r\n", "\r", "any"];

    private static readonly string Folder = typeof(BatchReadersTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key is "NodeClient").Value!;

    [Property(MaxTest = 2000)]
    public Property S1_Readers_of_every_line_end_and_MimeKit_find_the_checked_calls() => Prop.ForAll(HostileBatches.Batches.ToArbitrary(), async batch =>
    {
        if (await WrittenBatch.OfAsync(batch) is { } written)
        {
            foreach (var lineEnd in LineEnds)
            {
                written.ReadByLines(lineEnd).Should().Equal(written.Checked, lineEnd);
            }

            written.ReadByMimeKit().Should().Equal(written.Checked);
            written.Body.Should().OnlyContain(octet => (octet >= ' ' && octet < 0x7f) || octet == '\r' || octet == '\n');
        }
    });

    [Fact]
    public async Task S1_Pythons_and_Nodes_parsers_find_the_checked_calls()
    {
        var written = new List<WrittenBatch>();
        foreach (var batch in HostileBatches.Batches.Sample(Samples))
        {
            if (await WrittenBatch.OfAsync(batch) is { } sound)
            {
                written.Add(sound);
            }
        }

        written.Should().HaveCountGreaterThan(Samples / 4, "most batches keep calls that may pass");
        foreach (var (program, script) in new[] { ("python3", "read_batches.py"), ("node", "read-batches.mjs") })
        {
            var read = await ReadAsync(program, script, written);
            read.Should().HaveSameCount(written, script);
            for (var i = 0; i < written.Count; i++)
            {
                read[i].Should().Equal(written[i].Checked, "{0} reads {1}", script, Encoding.ASCII.GetString(written[i].Body));
            }
        }
    }

    [Fact]
    public async Task S1_A_reader_that_is_given_a_smuggled_call_finds_it()
    {
        var smuggled = new WrittenBatch(
            "multipart/mixed; boundary=BB",
            Encoding.ASCII.GetBytes("--BB\r\nContent-Type: application/http\r\n\r\nGET /a HTTP/1.1\r\n\r\n\n--BB\nContent-Type: application/http\n\nPOST /b HTTP/1.1\r\n\r\n\r\n--BB--\r\n"),
            []);

        smuggled.ReadByLines("\n").Should().HaveCount(2);
        smuggled.ReadByMimeKit().Should().HaveCount(2);
        (await ReadAsync("python3", "read_batches.py", [smuggled]))[0].Should().HaveCount(2);
    }

    private static async Task<List<ReadCall[]>> ReadAsync(string program, string script, IReadOnlyList<WrittenBatch> batches)
    {
        using var process = Process.Start(new ProcessStartInfo(program, script)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        foreach (var batch in batches)
        {
            await process.StandardInput.WriteLineAsync(batch.ToJsonLine());
        }

        process.StandardInput.Close();
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await errors);
        return [.. lines.Select(line => JsonSerializer.Deserialize<ReadCall[]>(line, JsonSerializerOptions.Web)!)];
    }
}
