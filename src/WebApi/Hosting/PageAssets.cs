using Microsoft.Extensions.FileProviders;

namespace GmailPlatform.WebApi.Hosting;

internal static class PageAssets
{
    /// <summary>What the pages are made of besides their markup: the files of <c>wwwroot</c>, from inside the program.</summary>
    public static IApplicationBuilder UsePageAssets(this IApplicationBuilder app)
    {
        var program = typeof(PageAssets).Assembly;
        return app.UseStaticFiles(new StaticFileOptions { FileProvider = new EmbeddedFileProvider(program, $"{typeof(Program).Namespace}.wwwroot") });
    }
}
