using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Runs alone, since it asks how much memory the process holds.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryTests
{
    public const string Name = "Tests that measure memory";

    /// <summary>Bytes that are held, and not only not yet collected.</summary>
    public static long Held() => GC.GetTotalMemory(forceFullCollection: true);
}

/// <summary>25 MiB down and up: half of it is at its receiver while the sender still holds the other half back, and none of it is kept on the way.</summary>
[Collection(MemoryTests.Name)]
public sealed class LargeContentTests : IAsyncLifetime
{
    /// <summary>Bytes: less than half of the content, which is under way then, and more than the buffers that servers keep.</summary>
    private const long MostHeld = LargeGmail.Size / 3;

    private LargeGmail _gmail = null!;
    private World _world = null!;
    private TestTenant _tenant = null!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _gmail = await LargeGmail.StartAsync();
        _world = await World.StartAsync(builder => builder.Configuration["Google:Endpoints:GmailRoot"] = _gmail.Url.AbsoluteUri);
        _tenant = await _world.ATenantAsync();
        _path = $"v1/grants/{await _tenant.ConnectAsync(await _world.Google.APersonAsync(), ["https://mail.google.com/"])}/";
    }

    public async ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        await _world.DisposeAsync();
        await _gmail.DisposeAsync();
    }

    [Fact]
    public async Task Contents_are_passed_on_while_they_arrive()
    {
        await An_attachment_comes_down_through("messages/18f0/attachments/0", LargeGmail.Size, checkBytes: true);
        await An_attachment_comes_down_through("google/gmail/v1/users/me/messages/18f0/attachments/ANGjdJ8", LargeGmail.Size * 4L / 3, checkBytes: false);
        await A_message_goes_up_through("google/upload/gmail/v1/users/me/messages/send?uploadType=media", waitsForGmail: true);
        // A message to be sent may have to be sent again: it is whole before Gmail is called, on disk.
        await A_message_goes_up_through("messages/send/raw", waitsForGmail: false);
    }

    private async Task An_attachment_comes_down_through(string call, long length, bool checkBytes)
    {
        _gmail.BeginAnew();
        var idle = MemoryTests.Held();
        using var response = await _tenant.Api.GetAsync(_path + call, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await using var content = await response.Content.ReadAsStreamAsync();

        var (buffer, received) = (new byte[64 * 1024], 0L);
        for (int read; (read = await content.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(60))) > 0;)
        {
            (checkBytes && Enumerable.Range(0, read).Any(i => buffer[i] != LargeGmail.At(received + i))).Should().BeFalse("the bytes of {0} are Gmail's", call);
            var before = received;
            received += read;
            if (before < length / 3 && received >= length / 3)
            {
                (MemoryTests.Held() - idle).Should().BeLessThan(MostHeld, "of {0}", call);
                _gmail.LetTheRestFollow();
            }
        }

        received.Should().BeGreaterThanOrEqualTo(length);
    }

    private async Task A_message_goes_up_through(string call, bool waitsForGmail)
    {
        _gmail.BeginAnew();
        var (idle, held) = (MemoryTests.Held(), long.MaxValue);
        _gmail.AtHalf = () => held = MemoryTests.Held() - idle;
        using var message = new LargeMessage(waitsForGmail ? () => _gmail.HalfIsHere : () => Task.CompletedTask);

        using var response = await _tenant.Api.PostAsync(_path + call, message);

        (await response.ReadAsync(200)).Text("id").Should().Be("18f0");
        held.Should().BeLessThan(MostHeld, "of {0}", call);
    }

    /// <summary>A message that is made while it is sent, and can wait in its middle.</summary>
    private sealed class LargeMessage : HttpContent
    {
        private readonly Func<Task> _atHalf;

        public LargeMessage(Func<Task> atHalf)
        {
            _atHalf = atHalf;
            Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("To: ada@example.com\r\nSubject: Large\r\n\r\n"u8.ToArray());
            var line = System.Text.Encoding.ASCII.GetBytes(new string('x', 62) + "\r\n");
            for (var sent = 0; sent < LargeGmail.Size; sent += line.Length)
            {
                if (sent == LargeGmail.Size / 2)
                {
                    await stream.FlushAsync();
                    await _atHalf();
                }

                await stream.WriteAsync(line);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
