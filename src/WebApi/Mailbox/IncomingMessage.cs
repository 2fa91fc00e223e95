using System.Text.Json;
using GmailPlatform.Application.Mailbox;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>
/// A message to be sent, as JSON or as <c>multipart/form-data</c> (RFC 7578): there the part <c>message</c> is its JSON and each other part
/// a file. Files go to disk as they come, so that large ones need no memory.
/// </summary>
internal sealed class IncomingMessage : IAsyncDisposable
{
    public const string Form = "multipart/form-data";

    private const string MessagePart = "message";
    private const int LongestBoundary = 70;

    /// <summary>Bytes. JSON is held in memory as a whole; whoever has more sends a form, or the message itself.</summary>
    private const long LargestJson = 8 << 20;

    private readonly JsonSerializerOptions _json;
    private readonly List<OutgoingAttachment> _files = [];
    private MessageBody? _body;

    private IncomingMessage(JsonSerializerOptions json) => _json = json;

    public OutgoingMessage Message => (_body ?? throw new BadHttpRequestException("The form has no part 'message' with the message's JSON.")).ToMessage(_files);

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
            throw new BadHttpRequestException("The form cannot be read: send it as multipart/form-data (RFC 7578).", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.Content.DisposeAsync();
        }
    }

    private async Task ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (BoundaryOf(request) is not { } boundary)
        {
            request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LargestJson;
            _body = await ReadJsonAsync(request.Body, ct);
            return;
        }

        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            await AddAsync(section, ct);
        }
    }

    /// <summary>Null for JSON.</summary>
    private static string? BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary
            : throw new BadHttpRequestException("The Content-Type names no boundary.");
    }

    private async Task AddAsync(MultipartSection section, CancellationToken ct)
    {
        var disposition = section.GetContentDispositionHeader();
        var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value;
        if (name == MessagePart && _body is null)
        {
            _body = await ReadJsonAsync(section.Body, ct);
            return;
        }

        var fileName = HeaderUtilities.RemoveQuotes(disposition?.FileNameStar is { Length: > 0 } star ? star : disposition?.FileName ?? default).Value;
        _files.Add(new OutgoingAttachment(fileName ?? name ?? "", section.ContentType, await SpooledStream.CreateAsync(section.Body, ct)));
    }

    private async Task<MessageBody> ReadJsonAsync(Stream body, CancellationToken ct) =>
        await JsonSerializer.DeserializeAsync<MessageBody>(body, _json, ct) ?? throw new JsonException();
}
