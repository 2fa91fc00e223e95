# A tour of a mailbox by Google's client library for Ruby: tour.rb ROOT_URL ACCESS_TOKEN. Prints what it saw as JSON.
require 'json'
require 'stringio'
require 'google/apis/gmail_v1'

root, token = ARGV
Google::Apis.logger.level = Logger::FATAL
Gmail = Google::Apis::GmailV1
service = Gmail::GmailService.new
service.root_url = root
service.authorization = token
SEEN = {}

def step(name)
  value = yield
  SEEN[name] = value.respond_to?(:to_h) && !value.is_a?(Hash) && !value.is_a?(Array) && !value.nil? ? JSON.parse(value.to_json) : value
rescue Google::Apis::Error => refused
  body = JSON.parse(refused.body.to_s) rescue {}
  SEEN[name] = { status: refused.status_code, reason: body.dig('error', 'errors', 0, 'reason') }
rescue StandardError => broken
  SEEN[name] = { broken: broken.inspect }
end

profile = service.get_user_profile('me')
mail = ->(subject, size = 10) { "To: #{profile.email_address}\r\nSubject: #{subject}\r\n\r\n#{'x' * size}\r\n" }
message = ->(subject, **more) { Gmail::Message.new(raw: mail.(subject), **more) }
labels = ->(sent) { (sent.label_ids || []).sort }
media = ->(subject, size = 10) { { upload_source: StringIO.new(mail.(subject, size)), content_type: 'message/rfc822' } }
ids = []
attached = nil

step('profile') { profile }
step('labels') { service.list_user_labels('me').labels.map(&:name).sort }
step('list') do
  page = nil
  loop do
    answer = service.list_user_messages('me', max_results: 7, page_token: page)
    ids.concat(answer.messages.map(&:id))
    break if (page = answer.next_page_token).nil?
  end
  ids
end
%w[full metadata raw minimal].each { |form| step("get #{form}") { service.get_user_message('me', ids[0], format: form) } }
step('missing') { service.get_user_message('me', 'ffffffffffffffff') }
step('imap') { service.get_user_setting_imap('me') }
step('filters') { service.list_user_setting_filters('me') }
step('delegates') { service.list_user_setting_delegates('me') }
step('insert') { labels.(service.insert_user_message('me', message.('Inserted', label_ids: ['INBOX']))) }
step('import') { labels.(service.import_user_message('me', message.('Imported'))) }
step('send') { labels.(service.send_user_message('me', message.('Sent'))) }
step('upload resumable') { labels.(service.send_user_message('me', Gmail::Message.new, **media.('Resumable', 600 * 1024))) }
step('upload with attachment') do
  text = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\nSubject: Multipart\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nHello\r\n" \
         "--m\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\n" \
         "Content-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n--m--\r\n"
  attached = service.insert_user_message('me', Gmail::Message.new(label_ids: ['STARRED']), upload_source: StringIO.new(text), content_type: 'message/rfc822')
  labels.(attached)
end
step('attachment') do
  part = service.get_user_message('me', attached.id).payload.parts[1]
  service.get_user_message_attachment('me', attached.id, part.body.attachment_id).data.bytes
end
step('modify') { labels.(service.modify_message('me', ids[0], Gmail::ModifyMessageRequest.new(add_label_ids: ['STARRED'], remove_label_ids: ['UNREAD']))) }
step('trash') { labels.(service.trash_user_message('me', ids[1])) }
step('delete') { service.delete_user_message('me', ids[2]).to_s }
step('drafts') do
  draft = service.create_user_draft('me', Gmail::Draft.new(message: message.('Draft')))
  service.update_user_draft('me', draft.id, Gmail::Draft.new, **media.('Replaced'))
  labels.(service.send_user_draft('me', Gmail::Draft.new(id: draft.id)))
end
step('batch') do
  answers = []
  service.batch do |calls|
    (ids[3..7] + ['ffffffffffffffff']).each do |id|
      calls.get_user_message('me', id, format: 'metadata') { |found, refused| answers << (refused ? refused.status_code : JSON.parse(found.to_json)) }
    end
  end
  answers
end
step('history') { service.list_user_histories('me', start_history_id: profile.history_id).history.length }
puts JSON.generate(SEEN)
