package live

import (
	"errors"
	"fmt"

	"memcube.test/go-reader/sync"
	"memcube.test/go-reader/tree"
)

const credit = 4_194_304

// pack wants a commit and receives what is missing of it, verified block by block.
func (s *stream) pack(want sync.Want, everAuthors [][]byte, held tree.Blocks) (*sync.Receiver, error) {
	receiver := sync.NewReceiver(want, everAuthors, held)
	car := &sync.CAR{Root: want.Commit, Take: receiver.Take}
	if err := s.send(want.Encode()); err != nil {
		return nil, err
	}
	var offered sync.Cost
	var sent, acknowledged int64
	for {
		message, err := s.message()
		if err != nil {
			return nil, err
		}
		switch m := message.(type) {
		case sync.Chunk:
			sent += int64(len(m.Bytes))
			if err := car.Write(m.Bytes); err != nil {
				return nil, err
			}
			if sent > offered.Bytes || car.Blocks > offered.Blocks || sent > acknowledged+credit {
				return nil, errors.New("more than was offered, or than the credit")
			}
			if car.Bytes-acknowledged >= credit/8 {
				acknowledged = car.Bytes
				err = s.send(sync.Credit{Bytes: acknowledged}.Encode())
			}
		case sync.Cost:
			if m.Type == "end" {
				return receiver, s.end(m, car, sent, receiver)
			}
			if m.Bytes < offered.Bytes || m.Blocks < offered.Blocks {
				return nil, errors.New("an offer below the one before")
			}
			offered = m
			err = s.send(sync.Accept{Credit: credit}.Encode())
		default:
			return nil, fmt.Errorf("%T is out of turn", message)
		}
		if err != nil {
			return nil, err
		}
	}
}

func (s *stream) end(total sync.Cost, car *sync.CAR, sent int64, receiver *sync.Receiver) error {
	if total.Bytes != sent || total.Blocks != car.Blocks {
		return errors.New("the totals at the end are not those of the pack")
	}
	return errors.Join(car.End(), receiver.Settle())
}
