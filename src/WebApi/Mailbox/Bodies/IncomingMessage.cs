using System.Text.Json;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

/// <summary>
/// A message to be sent, as JSON or as <c>multipart/form-data</c> (RFC 7578): there the part <c>message</c> is its JSON and each other part
/// a file. Large files go to disk as they arrive.
/// </summary>
internal sealed class IncomingMessage : IAsyncDisposable
{
    public const string Form = "multipart/form-data";

    /// <summary>Parts of a form, the message's JSON among them.</summary>
    public const int MostParts = 100;

    /// <summary>Header fields of one part.</summary>
    private const int MostHeaders = 16;

    /// <summary>Bytes of the header of one part.</summary>
    private const int LongestHeader = 16 * 1024;

    /// <summary>Bytes. JSON is held in memory as a whole; larger attachments go in a form or in a raw message.</summary>
    private const long LargestJson = 8 << 20;

    private const string MessagePart = "message";

    private readonly JsonSerializerOptions _json;
    private readonly RequestSpool _spool = new();
    private readonly List<OutgoingAttachment> _files = [];
    private MessageBody? _body;

    private IncomingMessage(JsonSerializerOptions json) => _json = json;

    public OutgoingMessage Message => (_body ?? throw Refuse("The form has no part 'message' with the message's JSON.")).ToMessage(_files);

    /// <summary>Reads the body; the files are deleted when the request ends.</summary>
    public static async ValueTask<IncomingMessage?> BindAsync(HttpContext context)
    {
        var message = new IncomingMessage(context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        context.Response.RegisterForDisposeAsync(message);
        try
        {
            await message.ReadAsync(context.Request, context.RequestAborted);
            return message;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The message is no JSON.", e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Refuse($"The form cannot be read. Send complete multipart/form-data (RFC 7578), with at most {MostHeaders} header fields of {LongestHeader} bytes in a part.");
        }
    }

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    private async Task ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (FormBoundary.Find(request.ContentType) is not { } boundary)
        {
            request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LargestJson;
            _body = await ReadJsonAsync(request.Body, ct);
            return;
        }

        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = MostHeaders, HeadersLengthLimit = LongestHeader };
        for (var parts = 1; await reader.ReadNextSectionAsync(ct) is { } section; parts++)
        {
            if (parts > MostParts)
            {
                throw Refuse($"A form has at most {MostParts} parts. Send further files in another message.");
            }

            await AddAsync(section, ct);
        }
    }

    private async Task AddAsync(MultipartSection section, CancellationToken ct)
    {
        var disposition = section.GetContentDispositionHeader();
        var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value;
        var content = await _spool.KeepAsync(section.Body, ct);
        if (name == MessagePart)
        {
            _body = _body is null ? await ReadMessageAsync(content, ct) : throw Refuse("The form has more than one part 'message'.");
            return;
        }

        var fileName = HeaderUtilities.RemoveQuotes(disposition?.FileNameStar is { Length: > 0 } star ? star : disposition?.FileName ?? default).Value;
        _files.Add(new OutgoingAttachment(fileName ?? name ?? "", section.ContentType, content));
    }

    private Task<MessageBody> ReadMessageAsync(Stream content, CancellationToken ct) => content.Length <= LargestJson
        ? ReadJsonAsync(content, ct)
        : throw Refuse($"The part 'message' has at most {LargestJson} bytes. Send attachments as parts of their own.", StatusCodes.Status413PayloadTooLarge);

    private async Task<MessageBody> ReadJsonAsync(Stream body, CancellationToken ct) =>
        await JsonSerializer.DeserializeAsync<MessageBody>(body, _json, ct) ?? throw new JsonException();

    private static RequestRefusedException Refuse(string message, int statusCode = StatusCodes.Status400BadRequest) =>
        new(CommonFailures.Validation("body", message), statusCode);
}
