using System.Text;
using FsCheck.Xunit;
using GmailPlatform.Infrastructure.Mailbox;

namespace GmailPlatform.Infrastructure.Tests.Mailbox;

/// <summary>Answers within a batch.</summary>
public sealed class HttpMessageReaderTests
{
    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task Status_headers_and_body_are_told_apart(string newLine)
    {
        var text = string.Join(newLine, "HTTP/1.1 429 Too Many Requests", "Retry-After: 7", "Content-Type: application/json; charset=UTF-8", "Content-Length: 3", "", "{\n}");

        using var response = HttpMessageReader.ReadResponse(Encoding.Latin1.GetBytes(text));

        ((int)response.StatusCode).Should().Be(429);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        (await response.Content.ReadAsStringAsync()).Should().Be("{\n}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("HTTP/1.1 99 Too low")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n")]
    public void Anything_else_is_invalid(string text)
    {
        var reading = () => HttpMessageReader.ReadResponse(Encoding.Latin1.GetBytes(text));

        reading.Should().Throw<InvalidDataException>();
    }

    [Property(MaxTest = 300)]
    public void Whatever_stands_there_is_a_response_or_invalid(byte[] head, byte[] headers)
    {
        try
        {
            using var response = HttpMessageReader.ReadResponse(new byte[][] { head, [.. "HTTP/1.1 200 OK\n"u8, .. headers] }[head.Length % 2]);
            ((int)response.StatusCode).Should().BeInRange(100, 599);
        }
        catch (InvalidDataException)
        {
            // As promised.
        }
    }
}
