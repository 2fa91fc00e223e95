using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Ends the connection of a call before, after or in the midst of its answer.</summary>
internal static class BrokenConnection
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next, Fault fault, OpenCall call)
    {
        var answer = fault.Break == Fault.Before ? [] : await AnswerBuffer.RunAsync(context, next);
        call.RecordDropped();
        var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        if (fault.Break == Fault.Midway)
        {
            // Past the server, which sends in its own time: these bytes are on their way when the connection ends.
            await socket.SendAsync(HalfOf(context.Response, answer), context.RequestAborted);
        }

        if (fault.Drop is not null)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        // The server resets a connection that it gives up; where a FIN went first, that is what the client met.
        context.Abort();
    }

    private static byte[] HalfOf(HttpResponse response, byte[] body)
    {
        var head = $"HTTP/1.1 {response.StatusCode} \r\nContent-Type: {response.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body.AsSpan(0, body.Length / 2)];
    }
}
