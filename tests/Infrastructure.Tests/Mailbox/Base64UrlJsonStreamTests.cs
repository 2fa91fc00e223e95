using System.Buffers.Text;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using GmailPlatform.Infrastructure.Mailbox;

namespace GmailPlatform.Infrastructure.Tests.Mailbox;

/// <summary>Contents as Gmail answers them, whatever way they arrive.</summary>
public sealed class Base64UrlJsonStreamTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    [Property(MaxTest = 200)]
    public async Task Bytes_come_out_as_they_went_in_however_they_are_cut(byte[] bytes, PositiveInt piece, bool pretty, bool padded, bool sizeFirst)
    {
        var text = Base64Url.EncodeToString(bytes) + (padded ? new string('=', (3 - (bytes.Length % 3)) % 3) : "");
        var (space, size) = (pretty ? "\n  " : "", $"\"size\":{bytes.Length.ToString(CultureInfo.InvariantCulture)}");
        var json = sizeFirst
            ? $$"""{{{space}}{{size}},{{space}}"data":{{space}}"{{text}}"{{space}}}"""
            : $$"""{{{space}}"data":{{space}}"{{text}}",{{space}}{{size}}}""";

        await using var stream = Open(json, piece.Get);
        var announced = await stream.OpenAsync(CancellationToken.None);

        announced.Should().Be(sizeFirst ? bytes.Length : null);
        (await ReadAsync(stream)).Should().Equal(bytes);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "size": 0 }""")]
    [InlineData("""{ "attachmentId": "a", "size": 0, "data": "" }""")]
    public async Task What_Gmail_leaves_out_is_empty(string json)
    {
        await using var stream = Open(json, piece: 3);

        (await stream.OpenAsync(CancellationToken.None)).Should().Be(0);
        (await ReadAsync(stream)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>502</html>")]
    [InlineData("[]x")]
    [InlineData("{ \"data\": 7 }")]
    [InlineData("{ \"data\": null }")]
    [InlineData("{ \"data\": \"SGVsbG8")]
    [InlineData("{ \"data\": \"SGVsb!8\" }")]
    [InlineData("{ \"data\": \"SGVsb\" }")]
    [InlineData("{ \"size\": \"x\", \"data\": \"SGVsb\" }")]
    public async Task What_is_no_content_is_an_error_of_the_connection_and_nothing_else(string json)
    {
        await using var stream = Open(json, piece: 4);

        var reading = async () =>
        {
            await stream.OpenAsync(CancellationToken.None);
            await ReadAsync(stream);
        };

        await reading.Should().ThrowAsync<IOException>();
    }

    [Property(MaxTest = 300)]
    public async Task Whatever_arrives_ends_in_bytes_or_in_an_error_of_the_connection(NonNull<string> before, byte[] data, PositiveInt piece)
    {
        byte[] json = [.. Encoding.UTF8.GetBytes(before.Get), .. "{\"data\":\""u8, .. data];
        await using var stream = new Base64UrlJsonStream(new PieceStream(json, piece.Get), "data", LongestWait);

        try
        {
            await stream.OpenAsync(CancellationToken.None);
            (await ReadAsync(stream)).Length.Should().BeLessThan(json.Length);
        }
        catch (IOException)
        {
            // As promised.
        }
    }

    [Fact]
    public async Task Too_much_before_the_content_is_refused_without_being_kept()
    {
        var endless = new PieceStream(Encoding.UTF8.GetBytes("{\"other\":\"" + new string('x', 1 << 20)), 8192);
        await using var stream = new Base64UrlJsonStream(endless, "data", LongestWait);

        await stream.Awaiting(it => it.OpenAsync(CancellationToken.None)).Should().ThrowAsync<IOException>();
        endless.Position.Should().BeLessThan(64 * 1024);
    }

    [Fact]
    public async Task Gmail_may_not_keep_the_rest_back_for_ever()
    {
        await using var stream = new Base64UrlJsonStream(new PieceStream("{\"size\":9,\"data\":\"SGVs"u8.ToArray(), 1000, thenSilence: true), "data", TimeSpan.FromMilliseconds(50));
        await stream.OpenAsync(CancellationToken.None);

        (await stream.Awaiting(ReadAsync).Should().ThrowAsync<IOException>()).WithMessage("*keeps the rest*");
    }

    private static Base64UrlJsonStream Open(string json, int piece) => new(new PieceStream(Encoding.UTF8.GetBytes(json), piece), "data", LongestWait);

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    /// <summary>Gives what it has in pieces, as a network does.</summary>
    private sealed class PieceStream(byte[] bytes, int piece, bool thenSilence = false) : MemoryStream(bytes, writable: false)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (thenSilence && Position == Length)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return await base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }
}
