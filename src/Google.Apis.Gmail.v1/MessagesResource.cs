using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages</summary>
    public partial class MessagesResource
    {
        private readonly IClientService _service;

        public MessagesResource(IClientService service)
        {
            _service = service;
            Attachments = new AttachmentsResource(service);
        }

        public virtual AttachmentsResource Attachments { get; }

        public virtual BatchDeleteRequest BatchDelete(BatchDeleteMessagesRequest body, string userId) => new(_service, body, userId);

        public virtual BatchModifyRequest BatchModify(BatchModifyMessagesRequest body, string userId) => new(_service, body, userId);

        public virtual DeleteRequest Delete(string userId, string id) => new(_service, userId, id);

        public virtual GetRequest Get(string userId, string id) => new(_service, userId, id);

        public virtual ImportRequest Import(Message body, string userId) => new(_service, body, userId);

        public virtual ImportMediaUpload Import(Message body, string userId, Stream stream, string contentType) => new(_service, body, userId, stream, contentType);

        public virtual InsertRequest Insert(Message body, string userId) => new(_service, body, userId);

        public virtual InsertMediaUpload Insert(Message body, string userId, Stream stream, string contentType) => new(_service, body, userId, stream, contentType);

        public virtual ListRequest List(string userId) => new(_service, userId);

        public virtual ModifyRequest Modify(ModifyMessageRequest body, string userId, string id) => new(_service, body, userId, id);

        public virtual SendRequest Send(Message body, string userId) => new(_service, body, userId);

        public virtual SendMediaUpload Send(Message body, string userId, Stream stream, string contentType) => new(_service, body, userId, stream, contentType);

        public virtual TrashRequest Trash(string userId, string id) => new(_service, userId, id);

        public virtual UntrashRequest Untrash(string userId, string id) => new(_service, userId, id);
    }
}
