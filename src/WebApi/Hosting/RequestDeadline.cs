using GmailPlatform.Application;
using Microsoft.AspNetCore.Http.Features;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Gives each request a <see cref="WorkDeadline"/> until its response starts. Time spent waiting for the client does not count.</summary>
internal static class RequestDeadline
{
    public static IApplicationBuilder UseRequestDeadline(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var client = http.RequestAborted;
        using var deadline = WorkDeadline.Start(WorkDeadline.Limit, client);
        http.Response.OnStarting(static deadline => EndAsync((WorkDeadline)deadline), deadline);
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            http.Request.Body = new ClientTimeStream(http.Request.Body);
        }

        http.RequestAborted = deadline.Token;
        try
        {
            await next(http);
        }
        catch (OperationCanceledException e) when (deadline.HasExpired && !client.IsCancellationRequested)
        {
            http.RequestServices.GetRequiredService<ILogger<WorkDeadline>>().LogDebug(e, "A request was cancelled at its deadline");
            throw new WorkDeadlineException();
        }
        finally
        {
            http.RequestAborted = client;
        }
    });

    private static Task EndAsync(WorkDeadline deadline)
    {
        deadline.End();
        return Task.CompletedTask;
    }

    /// <summary>A request body that suspends the deadline while it waits for the client's next bytes.</summary>
    private sealed class ClientTimeStream(Stream body) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var waiting = WorkDeadline.Suspend();
            return await body.ReadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            using var waiting = WorkDeadline.Suspend();
            return body.Read(buffer, offset, count);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
