using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.Pages;
using Microsoft.AspNetCore.Antiforgery;

namespace GmailPlatform.WebApi.Console;

/// <summary>Takes a form only from a page of this console, sent to this person.</summary>
internal sealed class ConsoleForms(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : ConsolePages.Failure(context.HttpContext, ConsoleFailures.FormExpired);
}
